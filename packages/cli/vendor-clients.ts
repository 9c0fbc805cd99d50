import type { Environment } from "@seaworthy/core/environment";
import { SeaworthyError } from "@seaworthy/core/errors";
import { createVendorClient, type VendorClient } from "@seaworthy/core/http";

/** Throws CONFIG_INVALID when there is no token. */
export function cloudflareClient(environment: Environment): VendorClient {
  const token = environment.CLOUDFLARE_API_TOKEN;
  if (token === undefined)
    throw new SeaworthyError(
      "CONFIG_INVALID",
      "Set CLOUDFLARE_API_TOKEN: this command calls Cloudflare's API. Nothing was changed.",
    );
  return cloudflareWith(environment, token);
}

/** Throws CONFIG_INVALID when there is no token. */
export function sentryClient(environment: Environment): VendorClient {
  const token = environment.SENTRY_AUTH_TOKEN;
  if (token === undefined)
    throw new SeaworthyError(
      "CONFIG_INVALID",
      "Set SENTRY_AUTH_TOKEN: this command calls Sentry's API. Nothing was changed.",
    );
  return sentryWith(environment, token);
}

/** Throws CONFIG_INVALID when there is no token. */
export function supabaseClient(environment: Environment): VendorClient {
  const token = environment.SUPABASE_ACCESS_TOKEN;
  if (token === undefined)
    throw new SeaworthyError(
      "CONFIG_INVALID",
      "Set SUPABASE_ACCESS_TOKEN: this command calls Supabase's API. Nothing was changed.",
    );
  const { SUPABASE_API_ENDPOINT: baseUrl = "https://api.supabase.com" } = environment;
  return withBearer("Supabase", baseUrl, token);
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
