import { errors, jwtVerify } from "jose";
import { z } from "zod";
import type { Bindings } from "./bindings.ts";
import type { Clock } from "./clock.ts";
import { AppError } from "./errors.ts";

/** What the database gets to see of a token, as `request.jwt.claims`. */
export const claimsSchema = z.object({
  sub: z.uuid(),
  role: z.literal("authenticated"),
  exp: z.number(),
});
export type Claims = z.output<typeof claimsSchema>;

type JwtKeys = Pick<Bindings, "JWT_SECRET" | "JWT_SECRET_PREVIOUS">;

/**
 * Verifies an HS256 token against the current key and, during a rotation, the previous one. `exp` is required; the algorithm is pinned,
 * so a token cannot choose its own. Throws UNAUTHENTICATED or TOKEN_EXPIRED, without saying which check failed.
 */
export async function verifyToken(token: string, keys: JwtKeys, clock: Clock): Promise<Claims> {
  const candidates = [keys.JWT_SECRET, keys.JWT_SECRET_PREVIOUS].filter((key) => key !== undefined);
  let failure: unknown;
  for (const key of candidates) {
    try {
      return await verifyWith(token, key, clock);
    } catch (thrown) {
      failure = thrown;
      // Another key helps against a wrong signature, and against nothing else.
      if (!(thrown instanceof errors.JWSSignatureVerificationFailed)) break;
    }
  }
  throw refusal(failure);
}

/** The claims of the request's bearer token; undefined without an Authorization header. */
export async function authenticate(authorization: string | undefined, keys: JwtKeys, clock: Clock): Promise<Claims | undefined> {
  if (authorization === undefined) return undefined;
  const [, token] = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(authorization) ?? [];
  if (token === undefined) throw refusal(undefined);
  return verifyToken(token, keys, clock);
}

async function verifyWith(token: string, key: string, clock: Clock): Promise<Claims> {
  const { payload } = await jwtVerify(token, new TextEncoder().encode(key), {
    algorithms: ["HS256"],
    requiredClaims: ["exp", "sub"],
    currentDate: new Date(clock.now()),
  });
  return claimsSchema.parse(payload);
}

function refusal(cause: unknown): AppError {
  const headers = { "WWW-Authenticate": 'Bearer error="invalid_token"' };
  return cause instanceof errors.JWTExpired
    ? new AppError("TOKEN_EXPIRED", "Sign in again to get a new token.", { cause, headers })
    : new AppError("UNAUTHENTICATED", "Send a valid token as `Authorization: Bearer …`.", { cause, headers });
}
