import { databasePoolWithinMaxConnections } from "./database-pool-within-max-connections.ts";
import { databasePoolerTransactionMode } from "./database-pooler-transaction-mode.ts";
import { databaseSettingsPoolerUnused } from "./database-settings-pooler-unused.ts";
import { edgeAuthRateLimit } from "./edge-auth-rate-limit.ts";
import { edgeRestRateLimit } from "./edge-rest-rate-limit.ts";
import type { Rule } from "./rule.ts";
import { secretsNoPlainSecret } from "./secrets-no-plain-secret.ts";

/** Every rule of the pack, by area and id. */
export const rules: readonly Rule[] = [
  databasePoolWithinMaxConnections,
  databasePoolerTransactionMode,
  databaseSettingsPoolerUnused,
  edgeAuthRateLimit,
  edgeRestRateLimit,
  secretsNoPlainSecret,
];
