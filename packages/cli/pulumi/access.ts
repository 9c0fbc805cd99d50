import type { Environment, EnvironmentVariable } from "@seaworthy/core/environment";
import { SeaworthyError } from "@seaworthy/core/errors";

export interface Needed {
  readonly variable: EnvironmentVariable;
  readonly what: string;
  readonly vendor: string;
  /** Where an operator creates it. */
  readonly page: string;
  /** Keys of a stack file that replace it. */
  readonly keys: readonly string[];
}

/** Credentials that every stack at the vendors requires. */
const needed: readonly Needed[] = [
  {
    variable: "CLOUDFLARE_API_TOKEN",
    what: "Cloudflare API token",
    vendor: "Cloudflare",
    page: "https://dash.cloudflare.com/profile/api-tokens",
    keys: ["cloudflare:apiToken", "cloudflare:apiKey"],
  },
  {
    variable: "SUPABASE_ACCESS_TOKEN",
    what: "Supabase Management API token",
    vendor: "Supabase",
    page: "https://supabase.com/dashboard/account/tokens",
    keys: ["supabase:accessToken"],
  },
  {
    variable: "SENTRY_AUTH_TOKEN",
    what: "Sentry API token",
    vendor: "Sentry",
    page: "https://sentry.io/settings/account/api/auth-tokens/",
    keys: ["sentry:token"],
  },
  {
    variable: "UPSTASH_EMAIL",
    what: "account of Upstash",
    vendor: "Upstash",
    page: "https://console.upstash.com/account/api",
    keys: ["seaworthy:upstashEmail"],
  },
  {
    variable: "UPSTASH_API_KEY",
    what: "Upstash Developer API key",
    vendor: "Upstash",
    page: "https://console.upstash.com/account/api",
    keys: ["seaworthy:upstashApiKey"],
  },
];

/** Tokens found neither in the environment nor in the stack file. */
export const missingTokens = (
  environment: Environment,
  keys: readonly string[],
): readonly Needed[] =>
  needed.filter((one) => !environment[one.variable] && !one.keys.some((key) => keys.includes(key)));

/**
 * Runs before any planning. Throws CONFIG_INVALID listing every missing token.
 * @param keys of the stack file, `cloudflare:apiToken`; encrypted ones too
 */
export function requireTokens(
  stack: string,
  environment: Environment,
  keys: readonly string[],
): void {
  const missing = missingTokens(environment, keys);
  if (missing.length === 0) return;
  const lines = missing.map(({ variable, what }) => `  ${variable}  ${what}`);
  throw new SeaworthyError(
    "CONFIG_INVALID",
    `Stack ${stack} needs ${missing.length === 1 ? "this variable" : "these variables"}, which ${missing.length === 1 ? "is" : "are"} not set:\n${lines.join("\n")}\nNothing was changed.`,
  );
}
