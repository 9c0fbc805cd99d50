import type * as pulumi from "@pulumi/pulumi";
import type { Rotator } from "@seaworthy/sdk/secrets/kinds";
import type { Database } from "./database.ts";
import type { ErrorTracking } from "./error-tracking.ts";
import type { Redis } from "./redis.ts";

/** The parts of the stack whose resources are identities, two of each. */
export interface IdentityParts {
  readonly database: Database;
  readonly redis: Redis;
  readonly errors: ErrorTracking;
}

/** Which resources a rotation uses in turn. */
export const rotators = {
  databaseLogin: ({ database }: IdentityParts): Rotator => ({
    kind: "database-login",
    pooler: database.pooler.urn,
    migrations: database.migrations.urn,
    logins: { a: database.logins.a.role, b: database.logins.b.role },
  }),
  redisUser:
    (name: "cache" | "limiter") =>
    ({ redis }: IdentityParts): Rotator => ({
      kind: "redis-user",
      database: redis[name].database.urn,
      users: urnsOf(redis[name].users),
    }),
  sentryKey: ({ errors }: IdentityParts): Rotator => ({
    kind: "sentry-key",
    keys: urnsOf(errors.keys),
  }),
  supabaseApiKey: ({ database }: IdentityParts): Rotator => ({
    kind: "supabase-api-key",
    projectRef: database.projectRef,
    keys: urnsOf(database.apiKeys),
  }),
};

const urnsOf = ({ a, b }: Readonly<Record<"a" | "b", pulumi.Resource>>) => ({
  a: a.urn,
  b: b.urn,
});
