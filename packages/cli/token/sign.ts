import { createHmac, randomUUID } from "node:crypto";
import { SeaworthyError } from "@seaworthy/core/errors";
import type { Manifest } from "@seaworthy/sdk/manifest/schema";
import { credentialIn, type StackState, secretIn } from "../rotate/stack/stack-state.ts";

/** The claims that the app requires in every token. */
export interface TokenClaims {
  readonly iss: string;
  readonly aud: string;
}

export const tokenClaims = ({ tokens }: Manifest): TokenClaims => ({
  iss: tokens.issuer,
  aud: tokens.audience,
});

/** An HS256 token of a new user, valid for a minute. */
export function signToken(
  key: string,
  claims: object,
  { lifetimeSeconds = 60 }: { readonly lifetimeSeconds?: number } = {},
): string {
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString("base64url");
  const now = Math.floor(Date.now() / 1000);
  const payload = {
    sub: randomUUID(),
    role: "authenticated",
    ...claims,
    iat: now,
    exp: now + lifetimeSeconds,
  };
  const signed = `${encode({ alg: "HS256", typ: "JWT" })}.${encode(payload)}`;
  return `${signed}.${createHmac("sha256", key).update(signed).digest("base64url")}`;
}

/** Secret. Throws STACK_OUTDATED if the stack does not name it. */
export function signingKey(state: StackState): string {
  const { signedBy } = state.manifest.tokens;
  if (signedBy === undefined)
    throw new SeaworthyError(
      "STACK_OUTDATED",
      'The stack does not name the secret that signs tokens: run "npx seaworthy up local" first. Nothing was changed.',
    );
  const credential = credentialIn(state, signedBy);
  return secretIn(credential, credential.slot);
}
