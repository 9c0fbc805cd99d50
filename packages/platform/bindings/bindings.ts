import type {
  DurableObjectNamespace,
  Hyperdrive,
  WorkerVersionMetadata,
} from "@cloudflare/workers-types";
import { z } from "zod";
import { networkList } from "../abuse/networks.ts";
import { type CorsRule, corsRule } from "../browser-security/cors-rule.ts";
import { hstsValue } from "../browser-security/hsts.ts";
import { createRedactor, type Redactor } from "../observability/redaction.ts";
import { generations } from "../secrets/secret-generations.ts";

const redisUrl = z.url({ protocol: /^https?$/ });
const secret = z.string().min(32, "must have at least 32 characters");
const isObjectWith =
  (...names: string[]) =>
  (value: unknown): boolean =>
    typeof value === "object" && value !== null && names.every((name) => name in value);

const hyperdrive = z.custom<Hyperdrive>(
  isObjectWith("connectionString"),
  "must be a Hyperdrive binding",
);
/** A Durable Object namespace, for the bindings of a workload. */
export const durableObjects = z.custom<DurableObjectNamespace>(
  isObjectWith("idFromName", "get"),
  "must be a Durable Object namespace",
);

const previous = (name: string, use: string) =>
  secret.optional().meta({
    kind: "secret_text",
    description: `The key before \`${name}\`, ${use} during a rotation.`,
  });
/** A third party's key: bound, and empty until an operator gives it to a rotation. */
const givenKey = (description: string) =>
  secret.optional().meta({ kind: "secret_text", description });
const key = (description: string) =>
  secret.optional().meta({ kind: "secret_text", neededIn: "prod", description });
const milliseconds = (
  { least, most, usual }: { least: number; most: number; usual: number },
  description: string,
) =>
  z
    .string()
    .transform(Number)
    .pipe(z.int().min(least).max(most))
    .default(usual)
    .meta({ kind: "plain_text", description: `${description} Default ${usual}.` });

/** Without one of these the Worker answers 503 to everything but `/health/live`. */
const critical = z.object({
  HYPERDRIVE: hyperdrive.meta({
    kind: "hyperdrive",
    description: "The database, through the pooler, as role `app_worker`.",
  }),
  CACHE_REDIS_URL: redisUrl.meta({
    kind: "plain_text",
    description: "REST address of the cache's Redis.",
  }),
  CACHE_REDIS_TOKEN: secret.meta({
    kind: "secret_text",
    description: "REST token of the cache's ACL user.",
  }),
  LIMITER_REDIS_URL: redisUrl.meta({
    kind: "plain_text",
    description: "REST address of the rate limiter's Redis.",
  }),
  LIMITER_REDIS_TOKEN: secret.meta({
    kind: "secret_text",
    description: "REST token of the limiter's ACL user.",
  }),
  JWT_SECRET: secret.meta({
    kind: "secret_text",
    description: "HS256 key that tokens are signed with.",
  }),
  ENVIRONMENT: z
    .enum(["local", "staging", "prod"])
    .meta({ kind: "plain_text", description: "`local`, `staging` or `prod`." }),
});

/** A missing or wrong one of these is a warning, and its default is taken. */
const optional = z.object({
  JWT_SECRET_PREVIOUS: previous("JWT_SECRET", "accepted"),
  SENTRY_DSN: z.url().optional().meta({
    kind: "secret_text",
    neededIn: "prod",
    description: "Where errors go; without it nowhere.",
  }),
  API_KEY_PEPPER: key("Key that stored API keys are encrypted by."),
  API_KEY_PEPPER_PREVIOUS: previous("API_KEY_PEPPER", "tried"),
  WEBHOOK_SECRET: key("HMAC key that incoming webhooks are signed with."),
  WEBHOOK_SECRET_PREVIOUS: previous("WEBHOOK_SECRET", "accepted"),
  UNSUBSCRIBE_KEY: key("HMAC key of the links in mails."),
  UNSUBSCRIBE_KEY_PREVIOUS: previous("UNSUBSCRIBE_KEY", "accepted"),
  OPERATOR_TOKEN: key("Bearer token of `/internal/*` and `/metrics`."),
  OPERATOR_TOKEN_PREVIOUS: previous("OPERATOR_TOKEN", "accepted"),
  STRIPE_SECRET_KEY: givenKey("Key of Stripe's API, for workloads that take payments."),
  STRIPE_WEBHOOK_SECRET: givenKey("HMAC key that Stripe signs its webhooks with."),
  STRIPE_WEBHOOK_SECRET_PREVIOUS: previous("STRIPE_WEBHOOK_SECRET", "accepted"),
  GOOGLE_API_KEY: givenKey("Key of Google's AI, for workloads that ask it."),
  GENERATIONS: generations.default({}).meta({
    kind: "plain_text",
    description: "JSON: the generation of each secret that this version uses.",
  }),
  SENTRY_SAMPLE_RATE: z
    .string()
    .transform(Number)
    .pipe(z.number().min(0).max(1))
    .default(0.1)
    .meta({
      kind: "plain_text",
      description: "Share of requests that are traced, 0 to 1. Default 0.1.",
    }),
  CORS_ORIGINS: z
    .string()
    .transform((list) =>
      list
        .split(",")
        .map((one) => one.trim())
        .filter(Boolean),
    )
    .pipe(z.array(corsRule))
    .default([] as CorsRule[])
    .meta({
      kind: "plain_text",
      description:
        "Comma list: `https://app.example.com`, `https://*.example.com`, `http://localhost:5173`. Default none.",
    }),
  REQUEST_TIMEOUT_MS: milliseconds(
    { least: 1_000, most: 120_000, usual: 15_000 },
    "Limit of a request, over all that it waits for.",
  ),
  DATABASE_CONNECT_TIMEOUT_MS: milliseconds(
    { least: 100, most: 60_000, usual: 2_000 },
    "Until the pooler lets a connection in.",
  ),
  STATEMENT_TIMEOUT_MS: milliseconds(
    { least: 100, most: 60_000, usual: 5_000 },
    "Limit of one SQL statement.",
  ),
  REDIS_TIMEOUT_MS: milliseconds(
    { least: 50, most: 60_000, usual: 250 },
    "Limit of one call to Redis.",
  ),
  DEBUG_ROUTES: z
    .enum(["true", "false"])
    .transform((text) => text === "true")
    .default(false)
    .meta({ kind: "plain_text", description: "`true` adds `/debug/error`. Default `false`." }),
  JWT_ISSUER: z.string().min(1).optional().meta({
    kind: "plain_text",
    neededIn: "prod",
    description: "`iss` that every token must have.",
  }),
  JWT_AUDIENCE: z.string().min(1).optional().meta({
    kind: "plain_text",
    neededIn: "prod",
    description: "`aud` that every token must have.",
  }),
  JWKS_URL: z
    .url({ protocol: /^https?$/ })
    .optional()
    .meta({
      kind: "plain_text",
      description:
        "Public keys of asymmetric tokens, such as Supabase's; without it there are none.",
    }),
  STRICT_TRANSPORT_SECURITY: hstsValue.default("max-age=63072000; includeSubDomains").meta({
    kind: "plain_text",
    description:
      "HSTS header of answers over HTTPS, or `off`. Default `max-age=63072000; includeSubDomains`.",
  }),
  ALLOWED_ADDRESSES: networkList.default([]).meta({
    kind: "plain_text",
    description: "Comma list of addresses and networks that are never blocked. Default none.",
  }),
  CF_VERSION_METADATA: z
    .custom<WorkerVersionMetadata>(isObjectWith("id"), "must be a version metadata binding")
    .optional()
    .meta({
      kind: "version_metadata",
      description: "Its id is the release in Sentry and in `/health`.",
    }),
});

/** Those of the optional ones that must be there in prod, and in other environments should be. */
const neededInProd = Object.entries(optional.shape)
  .filter(([, field]) => metaOf(field).neededIn === "prod")
  .map(([name]) => name);

/** A secret that is bound and empty is one that nobody has given yet. */
const withoutEmptyKeys = (given: Record<string, unknown>) =>
  Object.fromEntries(
    Object.entries(given).filter(([name, value]) => value !== "" || !isOptionalSecret(name)),
  );

const isOptionalSecret = (name: string) =>
  name in optional.shape &&
  metaOf(optional.shape[name as keyof typeof optional.shape]).kind === "secret_text";

/** Optional everywhere, but their absence is a warning. */
const expected = ["CORS_ORIGINS", "CF_VERSION_METADATA"];

export type OptionalBindings = z.output<typeof optional>;
export type Bindings = z.output<typeof critical> & OptionalBindings;

export interface BindingReport {
  /** Undefined when a critical binding is missing or wrong. */
  readonly bindings: Bindings | undefined;
  /** What can be used even then. */
  readonly settings: OptionalBindings;
  /** `JWT_SECRET: must have at least 32 characters`. Names and reasons, never values. */
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
  /** Knows the values of all secret bindings, also of those that are wrong. */
  readonly redactor: Redactor;
}

/**
 * Reads the Worker's `env` once, with what workloads need beside the platform; they find theirs in
 * `bindings` by parsing it again with their own schema. Never throws: what is wrong is in the
 * report.
 */
export function parseBindings(env: unknown, workloads: readonly z.ZodObject[] = []): BindingReport {
  const given = { ...(env as Record<string, unknown>) };
  const needed = critical.safeParse(given);
  const { settings, problems } = parseOptional(given);
  const isProd = given.ENVIRONMENT === "prod";
  const isError = ({ name }: BindingProblem) => isProd && neededInProd.includes(name);
  const insecure =
    isProd && settings.CORS_ORIGINS.some(({ scheme }) => scheme !== "https") ? [plainOrigin] : [];
  const more = workloads.map((schema) => schema.safeParse(given));
  const missing = [needed, ...more].flatMap(({ error }) => error?.issues ?? []).map(explain);
  const errors = [...missing, ...problems.filter(isError), ...insecure];
  return {
    bindings:
      needed.success && errors.length === 0
        ? { ...Object.assign({}, ...more.map(({ data }) => data)), ...needed.data, ...settings }
        : undefined,
    settings,
    errors: errors.map(line),
    warnings: problems.filter((problem) => !isError(problem)).map(line),
    redactor: createRedactor(secretsOf(given, tableOfBindings(workloads))),
  };
}

/** The optional ones, with the default in place of each that is wrong. */
function parseOptional(bound: Record<string, unknown>): {
  settings: OptionalBindings;
  problems: BindingProblem[];
} {
  const given = withoutEmptyKeys(bound);
  const empty = Object.keys(bound).filter(
    (name) => !(name in given) && !name.endsWith("_PREVIOUS"),
  );
  const missing = new Set([
    ...[...neededInProd, ...expected].filter((name) => given[name] === undefined),
    ...empty,
  ]);
  const first = optional.safeParse(given);
  const wrong = (first.error?.issues ?? []).map(explain);
  const right = Object.fromEntries(
    Object.entries(given).filter(([name]) => !wrong.some((problem) => problem.name === name)),
  );
  return {
    settings: first.data ?? optional.parse(right),
    problems: [...[...missing].map((name) => ({ name, message: "not set" })), ...wrong],
  };
}

const plainOrigin: BindingProblem = { name: "CORS_ORIGINS", message: "must all be https in prod" };

/**
 * The values that no log, error or report may show: secret texts, and the password in the
 * database's address.
 */
function secretsOf(
  given: Readonly<Record<string, unknown>>,
  table: readonly BindingRow[],
): string[] {
  const texts = table.filter(({ kind }) => kind === "secret_text").map(({ name }) => given[name]);
  const database = hyperdrive.safeParse(given.HYPERDRIVE);
  if (database.success) texts.push(database.data.connectionString);
  return texts
    .filter((text) => typeof text === "string")
    .flatMap((text) => [text, ...credentialOf(text)]);
}

/** The password of an address; of a DSN, which has none, its key. */
function credentialOf(address: string): string[] {
  const [, user, password] = /:\/\/([^:@/]*)(?::([^@]+))?@/.exec(address) ?? [];
  const credential = password ?? user;
  return credential === undefined ? [] : [credential];
}

interface BindingProblem {
  readonly name: string;
  readonly message: string;
}

export interface BindingRow {
  readonly name: string;
  readonly kind: string;
  readonly needed: "yes" | "in prod" | "no";
  readonly description: string;
}

/** One line a binding, for docs and for whoever declares them. */
export function tableOfBindings(workloads: readonly z.ZodObject[] = []): BindingRow[] {
  return [
    ...rows(critical, "yes"),
    ...workloads.flatMap((schema) => rows(schema, "yes")),
    ...rows(optional, "no"),
  ];
}

function rows(schema: z.ZodObject, needed: "yes" | "no"): BindingRow[] {
  return Object.entries(schema.shape).map(([name, field]) => {
    const { kind, description, neededIn } = metaOf(field as z.ZodType);
    return {
      name,
      kind: String(kind),
      needed: neededIn === "prod" ? "in prod" : needed,
      description: String(description),
    };
  });
}

function metaOf(field: z.ZodType): z.core.GlobalMeta {
  return z.globalRegistry.get(field) ?? {};
}

function explain(issue: z.core.$ZodIssue): BindingProblem {
  return { name: String(issue.path[0]), message: issue.message };
}

function line({ name, message }: BindingProblem): string {
  return `${name}: ${message}`;
}
