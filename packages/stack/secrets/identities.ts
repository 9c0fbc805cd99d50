import type * as pulumi from "@pulumi/pulumi";
import type { Rotator } from "@seaworthy/sdk/secrets/kinds";

type Slots<T> = Readonly<Record<"a" | "b", T>>;

/** The parts of the stack with identities as resources, two of each. */
export interface IdentityParts {
  readonly database: {
    readonly projectRef: pulumi.Output<string>;
    readonly pooler: pulumi.Resource;
    readonly migrations: pulumi.Resource;
    readonly logins: Slots<{ readonly role: string }>;
    readonly apiKeys: Slots<pulumi.Resource>;
  };
  readonly redis: Readonly<
    Record<
      "cache" | "limiter",
      { readonly database: pulumi.Resource; readonly users: Slots<pulumi.Resource> }
    >
  >;
  readonly errors: { readonly keys: Slots<pulumi.Resource> };
}

/** The resources that a rotation alternates between. */
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

const urnsOf = ({ a, b }: Slots<pulumi.Resource>) => ({
  a: a.urn,
  b: b.urn,
});
