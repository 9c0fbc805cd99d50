import type { SecretName } from "@seaworthy/infra/secret-table";
import type { Rotator } from "../rotator.ts";
import { apiKeyPepper } from "./api-key-pepper.ts";
import { databaseRole } from "./database-role.ts";
import { jwt } from "./jwt.ts";
import { operatorToken } from "./operator-token.ts";
import { redisCache } from "./redis-cache.ts";
import { redisLimiter } from "./redis-limiter.ts";
import { sentryDsn } from "./sentry-dsn.ts";
import { supabaseKey } from "./supabase-key.ts";
import { thirdPartyRotators } from "./third-party.ts";
import { unsubscribe } from "./unsubscribe.ts";
import { webhook } from "./webhook.ts";

/** How each secret of the stack is rotated. */
export const rotators: Readonly<Record<SecretName, Rotator>> = {
  jwt,
  "api-key-pepper": apiKeyPepper,
  webhook,
  unsubscribe,
  "operator-token": operatorToken,
  "database-role": databaseRole,
  "redis-cache": redisCache,
  "redis-limiter": redisLimiter,
  "sentry-dsn": sentryDsn,
  "supabase-key": supabaseKey,
  ...thirdPartyRotators,
};
