import { createHmac, randomUUID } from "node:crypto";
import { SeaworthyError } from "@seaworthy/core/errors";
import { z } from "zod";
import { ask } from "../ask.ts";
import type { Access, Rotator } from "../rotator.ts";
import { type StackState, secretIn } from "../stack-state.ts";

/**
 * The key of the app's tokens: the Worker verifies with both, and whoever signs uses the new one
 * once every isolate verifies it.
 */
export const jwt: Rotator = {
  name: "jwt",
  consumers: ["the Worker (verifies)", "whoever signs tokens (stack output jwtSecret)"],
  acceptedBy: "worker",
  present: (state, slot) => secretIn(state.credentials.jwt, slot),
  accepts: async ({ state, worker }: Access, key) => {
    const token = signToken(key, tokenClaims(state), { nowMs: await worker.clockMs() });
    const response = await ask("The app", `${worker.url}/rest/feed?limit=1`, {
      headers: { authorization: `Bearer ${token}`, connection: "close" },
    });
    if (response.status === 200 || response.status === 401) return response.status === 200;
    throw new SeaworthyError(
      "VENDOR_REFUSED",
      `The app answered a signed request with ${response.status}.`,
      { retryable: true },
    );
  },
};

const bindingsSchema = z.array(z.object({ name: z.string(), text: z.string().optional() }));

/** What the app wants every token to say. */
export function tokenClaims(state: StackState): { iss?: string; aud?: string } {
  const bindings = bindingsSchema.parse(state.resource("app-version").outputs.bindings);
  const text = (name: string) => bindings.find((binding) => binding.name === name)?.text;
  const [iss, aud] = [text("JWT_ISSUER"), text("JWT_AUDIENCE")];
  return { ...(iss === undefined ? {} : { iss }), ...(aud === undefined ? {} : { aud }) };
}

export interface TokenTimes {
  /** The verifier's clock, where it may differ from this machine's. */
  readonly nowMs?: number;
  readonly lifetimeSeconds?: number;
}

/** An HS256 token of a new person, good for a minute. */
export function signToken(
  key: string,
  claims: object,
  { nowMs = Date.now(), lifetimeSeconds = 60 }: TokenTimes = {},
): string {
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString("base64url");
  const now = Math.floor(nowMs / 1000);
  const payload = {
    ...claims,
    sub: randomUUID(),
    role: "authenticated",
    iat: now,
    exp: now + lifetimeSeconds,
  };
  const signed = `${encode({ alg: "HS256", typ: "JWT" })}.${encode(payload)}`;
  return `${signed}.${createHmac("sha256", key).update(signed).digest("base64url")}`;
}
