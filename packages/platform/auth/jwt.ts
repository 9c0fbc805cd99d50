import { defined } from "@seaworthy/core/defined";
import { decodeProtectedHeader, errors, type JWTVerifyOptions, jwtVerify } from "jose";
import { z } from "zod";
import { AppError } from "../errors/errors.ts";
import type { Clock } from "../runtime/clock.ts";
import { asymmetricAlgorithms, publicKeys } from "./jwks.ts";

/** The claims that the database sees, as `request.jwt.claims`. */
export const claimsSchema = z.object({
  sub: z.uuid().toLowerCase(),
  role: z.literal("authenticated"),
  exp: z.number(),
});
export type Claims = z.output<typeof claimsSchema>;

/** Which tokens are accepted; named like the app's bindings. */
export interface TokenRules {
  /** HS256 key. */
  readonly JWT_SECRET: string;
  /** The previous key, accepted during a rotation. */
  readonly JWT_SECRET_PREVIOUS?: string | undefined;
  /** Required `iss`; any when unset. */
  readonly JWT_ISSUER?: string | undefined;
  /** Required `aud`; any when unset. */
  readonly JWT_AUDIENCE?: string | undefined;
  /** URL of the issuer's public keys; without it only HS256 is accepted. */
  readonly JWKS_URL?: string | undefined;
}

/**
 * Verifies a token: HS256 with the current key and, during a rotation, the previous one; ES256,
 * RS256 and EdDSA with the issuer's public keys. The kind of key depends on the algorithm, so a
 * public key cannot be used as a secret. `exp` is required. Throws UNAUTHENTICATED or TOKEN_EXPIRED
 * without revealing which check failed, and UPSTREAM_FAILED when the public keys are not available.
 */
export async function verifyToken(token: string, rules: TokenRules, clock: Clock): Promise<Claims> {
  const options = optionsOf(rules, clock);
  try {
    const isSymmetric = decodeProtectedHeader(token).alg === "HS256";
    const payload = await (isSymmetric
      ? verifyWithSecrets(token, rules, options)
      : verifyWithPublicKeys(token, rules, options));
    return claimsSchema.parse(payload);
  } catch (thrown) {
    throw refusal(thrown);
  }
}

/** The claims of the request's bearer token; undefined without an Authorization header. */
export async function authenticate(
  authorization: string | undefined,
  rules: TokenRules,
  clock: Clock,
): Promise<Claims | undefined> {
  if (authorization === undefined) return undefined;
  const [, token] = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(authorization) ?? [];
  if (token === undefined) throw refusal(undefined);
  return verifyToken(token, rules, clock);
}

function optionsOf({ JWT_ISSUER, JWT_AUDIENCE }: TokenRules, clock: Clock): JWTVerifyOptions {
  return {
    requiredClaims: ["exp", "sub"],
    currentDate: new Date(clock.now()),
    ...defined({ issuer: JWT_ISSUER, audience: JWT_AUDIENCE }),
  };
}

async function verifyWithSecrets(
  token: string,
  rules: TokenRules,
  options: JWTVerifyOptions,
): Promise<unknown> {
  const verify = async (key: string) =>
    (await jwtVerify(token, new TextEncoder().encode(key), { ...options, algorithms: ["HS256"] }))
      .payload;
  try {
    return await verify(rules.JWT_SECRET);
  } catch (thrown) {
    // Trying another key only helps with a wrong signature.
    const another =
      thrown instanceof errors.JWSSignatureVerificationFailed
        ? rules.JWT_SECRET_PREVIOUS
        : undefined;
    if (another === undefined) throw thrown;
    return verify(another);
  }
}

async function verifyWithPublicKeys(
  token: string,
  { JWKS_URL }: TokenRules,
  options: JWTVerifyOptions,
): Promise<unknown> {
  if (JWKS_URL === undefined) throw refusal(undefined);
  return (
    await jwtVerify(token, publicKeys(JWKS_URL), {
      ...options,
      algorithms: [...asymmetricAlgorithms],
    })
  ).payload;
}

function refusal(cause: unknown): AppError {
  if (cause instanceof AppError) return cause;
  const headers = { "WWW-Authenticate": 'Bearer error="invalid_token"' };
  return cause instanceof errors.JWTExpired
    ? new AppError("TOKEN_EXPIRED", "Sign in again to get a new token.", { cause, headers })
    : new AppError("UNAUTHENTICATED", "Send a valid token as `Authorization: Bearer …`.", {
        cause,
        headers,
      });
}
