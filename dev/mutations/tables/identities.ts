import { breaks, edit, harmless } from "../edits.ts";
import type { Mutation } from "../mutation.ts";

const bindings = "packages/stack/worker/worker-bindings.ts";
const index = "infra/index.ts";
const last = 'variable("DEBUG_ROUTES", String(app.debugRoutes)),';
const tokens = "    ...tokens(args),\n  ];";
const bound = (code: string) => edit(bindings, tokens, `    ...tokens(args),\n    ${code},\n  ];`);
const plain = (what: string, code: string) => breaks("secrets-no-plain-secret", what, bound(code));

/** Which value goes where, although none is known before the update. */
export const identities: readonly Mutation[] = [
  breaks(
    "secrets-distinct",
    "one key under a second name",
    bound('secret("PARTNER_KEY", args.secrets.credential("webhook").value)'),
  ),
  breaks(
    "secrets-distinct",
    "one password for two databases",
    edit(
      index,
      'limiterUser: secrets.credential("redis-limiter")',
      'limiterUser: secrets.credential("redis-cache")',
    ),
    { anywhere: true },
  ),
  breaks(
    "secrets-distinct",
    "the owner's password is the Worker's",
    edit(
      index,
      "adminPassword: secrets.databasePassword,",
      'adminPassword: secrets.credential("database-role").valueA,',
    ),
    { anywhere: true },
  ),
  breaks(
    "secrets-distinct",
    "both logins with one password",
    edit(
      "packages/stack/database/database.ts",
      'password: slot === "a" ? worker.valueA : worker.valueB,\n      memberOf',
      "password: worker.valueA,\n      memberOf",
    ),
  ),
  breaks(
    "secrets-bound-long-enough",
    "a key of sixteen bytes",
    edit(
      "infra/secret-table.ts",
      '    binding: "UNSUBSCRIBE_KEY",\n    kind: workerKey({ bytes: 48 }),',
      '    binding: "UNSUBSCRIBE_KEY",\n    kind: workerKey({ bytes: 16 }),',
    ),
  ),
  plain(
    "a credential in plain text",
    'variable("SIGNATURE", args.secrets.credential("webhook").value)',
  ),
  plain(
    "a credential taken for public",
    'variable("SIGNATURE", pulumi.unsecret(args.secrets.credential("jwt").value))',
  ),
  plain(
    "an address with a token in it",
    'variable("CACHE_AT", pulumi.interpolate`${args.cache.url}?_token=${args.cache.token}`)',
  ),
  plain(
    "a token in JSON",
    'variable("CACHES", args.cache.token.apply((token) => JSON.stringify({ token })))',
  ),
  breaks(
    "secrets-not-in-outputs",
    "a secret output with its mark removed",
    edit(
      index,
      'pulumi.secret(secrets.credential("jwt").value)',
      'pulumi.unsecret(secrets.credential("jwt").value)',
    ),
  ),
  breaks(
    "secrets-not-in-outputs",
    "an address with a password",
    edit(
      index,
      "direct: database.directUrl, pooler",
      "direct: pulumi.unsecret(database.directUrl), pooler",
    ),
  ),
  breaks(
    "cache-two-databases",
    "the limiter's address is the cache's",
    edit(
      bindings,
      'variable("LIMITER_REDIS_URL", limiter.url)',
      'variable("LIMITER_REDIS_URL", limiter && cache.url)',
    ),
  ),
  breaks(
    "cache-own-user",
    "the read-only token of the default user",
    edit(
      "packages/stack/redis/redis.ts",
      "const token = inUse(user, users.a.restToken, users.b.restToken);",
      "const token = pulumi.all([user.slot, database.readOnlyRestToken]).apply(([, text]) => text);",
    ),
  ),
  breaks(
    "database-worker-own-login",
    "Hyperdrive as the owner",
    edit(
      "packages/stack/database/database.ts",
      "user: pulumi.interpolate`${workerRole}_${slot}${this.pooler.usernameSuffix}`",
      "user: pulumi.interpolate`postgres${this.pooler.usernameSuffix}`",
    ),
    { anywhere: true },
  ),
  breaks(
    "worker-token-issuer-checked",
    "keys of another project",
    edit(
      bindings,
      "pulumi.interpolate`${issuer}/.well-known/jwks.json`",
      '"https://abcdefghijklmnopqrst.supabase.co/auth/v1/.well-known/jwks.json"',
    ),
  ),
  breaks(
    "secrets-marked",
    "secrets bound without a mark",
    edit(bindings, "  text: pulumi.secret(text),", "  text: pulumi.unsecret(pulumi.output(text)),"),
    { anywhere: true },
  ),
];

export const harmlessIdentities: readonly Mutation[] = [
  harmless(
    "a key of a length that is enough",
    edit(
      "infra/secret-table.ts",
      '    binding: "UNSUBSCRIBE_KEY",\n    kind: workerKey({ bytes: 48 }),',
      '    binding: "UNSUBSCRIBE_KEY",\n    kind: workerKey({ bytes: 32 }),',
    ),
  ),
  harmless(
    "what is open about the database and the caches",
    edit(bindings, last, `${last}\n    ...([] as WorkerBinding[]),`),
    bound('variable("PROJECT", args.database.projectRef), variable("CACHE_AT", args.cache.url)'),
  ),
  harmless(
    "an output that is open",
    edit(
      index,
      "export const sentryProject = errors.projectSlug;",
      "export const sentryProject = errors.projectSlug;\nexport const poolerAt = pulumi.interpolate`${database.pooler.host}:${database.pooler.port}`;",
    ),
  ),
];
