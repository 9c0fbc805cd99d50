import { createRemoteJWKSet, customFetch, type JWTVerifyGetKey } from "jose";
import { AppError } from "../errors/errors.ts";

/**
 * Private-key algorithms of issuers: Supabase uses ES256 for new projects and offers RS256; others
 * use EdDSA.
 */
export const asymmetricAlgorithms = ["ES256", "RS256", "EdDSA"] as const;

const timeoutDuration = 2_000;
/**
 * Minimum time between fetches because of unknown key ids, so that a flood of forged tokens is not
 * forwarded to the issuer.
 */
const cooldownDuration = 30_000;
const cacheMaxAge = 600_000;

/**
 * Each issuer's keys, for the lifetime of the isolate. They are public values; no connection is
 * kept.
 */
const known = new Map<string, JWTVerifyGetKey>();

/**
 * The keys at that URL, by key id: fetched on first use, after ten minutes, and for an unknown key
 * id. Throws UPSTREAM_FAILED.
 */
export function publicKeys(url: string): JWTVerifyGetKey {
  const keys =
    known.get(url) ??
    createRemoteJWKSet(new URL(url), {
      timeoutDuration,
      cooldownDuration,
      cacheMaxAge,
      [customFetch]: fetchKeys,
    });
  known.set(url, keys);
  return keys;
}

/**
 * Failing to fetch keys is not the token's fault: a user with a valid token must not be told to
 * sign in again.
 */
async function fetchKeys(url: string, options: RequestInit): Promise<Response> {
  try {
    const response = await fetch(url, options);
    if (response.ok) return response;
    throw new AppError("UPSTREAM_FAILED", "Tokens cannot be verified right now.", {
      cause: `${response.status} from the issuer`,
    });
  } catch (cause) {
    const headers = { "Retry-After": "5" };
    throw new AppError("UPSTREAM_FAILED", "Tokens cannot be verified right now. Try again.", {
      cause,
      retryable: true,
      headers,
    });
  }
}
