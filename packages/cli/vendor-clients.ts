import type { Environment } from "@seaworthy/core/environment";
import { SeaworthyError } from "@seaworthy/core/errors";
import { createVendorClient, type VendorClient } from "@seaworthy/core/http";

/** Throws CONFIG_INVALID when there is no token. */
export const cloudflareClient = (environment: Environment): VendorClient =>
  cloudflareWith(environment, tokenIn(environment, "CLOUDFLARE_API_TOKEN", "Cloudflare"));

/** Throws CONFIG_INVALID when there is no token. */
export const sentryClient = (environment: Environment): VendorClient =>
  sentryWith(environment, tokenIn(environment, "SENTRY_AUTH_TOKEN", "Sentry"));

/** Throws CONFIG_INVALID when there is no token. */
export function supabaseClient(environment: Environment): VendorClient {
  const { SUPABASE_API_ENDPOINT: baseUrl = "https://api.supabase.com" } = environment;
  return withBearer("Supabase", baseUrl, tokenIn(environment, "SUPABASE_ACCESS_TOKEN", "Supabase"));
}

function tokenIn(
  environment: Environment,
  name: "CLOUDFLARE_API_TOKEN" | "SENTRY_AUTH_TOKEN" | "SUPABASE_ACCESS_TOKEN",
  vendor: string,
): string {
  const token = environment[name];
  if (token !== undefined) return token;
  throw new SeaworthyError(
    "CONFIG_INVALID",
    `Set ${name}: this command calls ${vendor}'s API. Nothing was changed.`,
  );
}

export const cloudflareWith = (
  { CLOUDFLARE_BASE_URL: baseUrl = "https://api.cloudflare.com/client/v4" }: Environment,
  token: string,
): VendorClient => withBearer("Cloudflare", baseUrl, token);

export const sentryWith = (
  { SENTRY_BASE_URL: baseUrl = "https://sentry.io/api/" }: Environment,
  token: string,
): VendorClient => withBearer("Sentry", baseUrl, token);

const withBearer = (vendor: string, baseUrl: string, token: string): VendorClient =>
  createVendorClient({ vendor, baseUrl, headers: { authorization: `Bearer ${token}` } });
