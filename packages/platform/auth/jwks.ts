import { createRemoteJWKSet, customFetch, type JWTVerifyGetKey } from "jose";
import { AppError } from "../errors/errors.ts";

/**
 * What issuers sign with by private key: Supabase takes ES256 for new projects and offers RS256;
 * others use EdDSA.
 */
export const asymmetricAlgorithms = ["ES256", "RS256", "EdDSA"] as const;

const timeoutDuration = 2_000;
/**
 * An unknown key id asks the issuer again, at most that often: a flood of forged tokens is not
 * passed on.
 */
const cooldownDuration = 30_000;
const cacheMaxAge = 600_000;

/**
 * The keys of each issuer, for the life of the isolate. They are public, and values: no connection
 * is kept.
 */
const known = new Map<string, JWTVerifyGetKey>();

/**
 * The keys at that address, by key id: fetched by their first use, again after ten minutes, and for
 * a key id that is new. Throws UPSTREAM_FAILED.
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
 * A failure to get keys is the issuer's, not the token's: who sends a good token is not told to
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
