import { createMiddleware } from "hono/factory";
import type { OptionalBindings } from "../bindings/bindings.ts";
import { AppError } from "../errors/errors.ts";
import type { AppEnv } from "../runtime/app-env.ts";
import { fromBase64 } from "../runtime/base64.ts";
import type { Clock } from "../runtime/clock.ts";
import { contentOf, hmacKey, type SignedMessage, signByHmac } from "./standard-hmac.ts";

/** Allowed clock difference of the sender; after that, a replayed request is rejected. */
const toleranceSeconds = 300;

/** The `webhook-signature` of a message. */
export function signWebhook(message: SignedMessage, secret: string): Promise<string> {
  return signByHmac(contentOf(message), bytesOfSecret(secret));
}

type WebhookKeys = Pick<OptionalBindings, "WEBHOOK_SECRET" | "WEBHOOK_SECRET_PREVIOUS">;

/**
 * The headers of a webhook that this app sends. During a rotation it is signed with both keys, as
 * Standard Webhooks provides: receivers that have only the old or the new one accept it. A retry
 * keeps its `id`. Throws NOT_CONFIGURED.
 *
 * ```ts
 * const headers = await webhookHeaders(body, c.env.settings, clock);
 * await fetch(url, { method: "POST", headers, body });
 * ```
 */
export async function webhookHeaders(
  body: string,
  keys: WebhookKeys,
  clock: Clock,
  id = `msg_${crypto.randomUUID()}`,
): Promise<Record<string, string>> {
  const message = { id, timestamp: String(Math.floor(clock.now() / 1000)), body };
  const signatures = await Promise.all(
    secretsOf(keys).map((secret) => signWebhook(message, secret)),
  );
  return {
    "webhook-id": id,
    "webhook-timestamp": message.timestamp,
    "webhook-signature": signatures.join(" "),
  };
}

/**
 * The one in use first; when no rotation is active, the second binding repeats it. Throws
 * NOT_CONFIGURED.
 */
function secretsOf({ WEBHOOK_SECRET, WEBHOOK_SECRET_PREVIOUS }: WebhookKeys): string[] {
  if (WEBHOOK_SECRET === undefined)
    throw new AppError("NOT_CONFIGURED", "Webhooks are not configured.");
  return [
    ...new Set([WEBHOOK_SECRET, WEBHOOK_SECRET_PREVIOUS].filter((secret) => secret !== undefined)),
  ];
}

/**
 * Whether one of the signatures was created with one of the secrets. `crypto.subtle.verify`
 * compares in constant time; every pair is tried, so the duration does not reveal which one
 * matches.
 */
export async function isSigned(
  message: SignedMessage,
  signatures: string,
  secrets: readonly string[],
): Promise<boolean> {
  const given = signatures.split(" ").slice(0, 8).flatMap(bytesOf);
  const keys = await Promise.all(secrets.map((secret) => hmacKey(bytesOfSecret(secret), "verify")));
  const content = contentOf(message);
  const pairs = keys.flatMap((key) =>
    given.map((signature) => crypto.subtle.verify("HMAC", key, signature, content)),
  );
  return (await Promise.all(pairs)).includes(true);
}

/**
 * Requires a signature with `WEBHOOK_SECRET` or, during a rotation, `WEBHOOK_SECRET_PREVIOUS`, no
 * older than five minutes. The signed body is the raw text; handlers can still read it with
 * `c.req.text()`. Throws UNAUTHENTICATED, NOT_CONFIGURED.
 *
 * ```ts
 * app.post("/rest/webhooks/mail", requireWebhookSignature(clock), handler);
 * ```
 */
export function requireWebhookSignature(clock: Clock) {
  return createMiddleware<AppEnv>(async function requireWebhookSignature(c, next) {
    const secrets = secretsOf(c.env.settings);
    const message = {
      id: c.req.header("webhook-id") ?? "",
      timestamp: c.req.header("webhook-timestamp") ?? "",
      body: await c.req.text(),
    };
    const isSound = message.id !== "" && isRecent(message.timestamp, clock);
    if (!isSound || !(await isSigned(message, c.req.header("webhook-signature") ?? "", secrets))) {
      throw new AppError(
        "UNAUTHENTICATED",
        "Sign with webhook-id, webhook-timestamp and webhook-signature, following Standard Webhooks.",
      );
    }
    await next();
  });
}

function isRecent(timestamp: string, clock: Clock): boolean {
  return (
    /^\d{1,12}$/.test(timestamp) &&
    Math.abs(clock.now() / 1000 - Number(timestamp)) <= toleranceSeconds
  );
}

/** Senders distribute secrets as `whsec_` and Base64; one of our own is used as is. */
function bytesOfSecret(secret: string): Uint8Array<ArrayBuffer> {
  return secret.startsWith("whsec_")
    ? fromBase64(secret.slice(6))
    : Uint8Array.from(new TextEncoder().encode(secret));
}

/** Empty when it is not a signature of this scheme. */
function bytesOf(signature: string): Uint8Array<ArrayBuffer>[] {
  const [, base64] = /^v1,([A-Za-z0-9+/]{43}=)$/.exec(signature) ?? [];
  return base64 === undefined ? [] : [fromBase64(base64)];
}
