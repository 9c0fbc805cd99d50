import { edgeAuthRateLimit } from "./edge-auth-rate-limit.ts";
import { edgeRestRateLimit } from "./edge-rest-rate-limit.ts";
import { poolingDeclaredWhereItIsSent } from "./pooling-declared-where-it-is-sent.ts";
import { poolingTransactionMode } from "./pooling-transaction-mode.ts";
import { poolingWithinMaxConnections } from "./pooling-within-max-connections.ts";
import type { Rule } from "./rule.ts";
import { secretsNoPlainSecret } from "./secrets-no-plain-secret.ts";

/** Every rule of the pack, by area and id. */
export const rules: readonly Rule[] = [
  poolingWithinMaxConnections,
  poolingTransactionMode,
  poolingDeclaredWhereItIsSent,
  edgeAuthRateLimit,
  edgeRestRateLimit,
  secretsNoPlainSecret,
];
