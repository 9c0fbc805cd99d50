import { fromBase64 } from "../runtime/base64.ts";

/** A webhook as it arrived: nothing of it is parsed before its signature is verified. */
export interface ReceivedWebhook {
  readonly raw: Uint8Array<ArrayBuffer>;
  /** The same bytes as UTF-8. */
  readonly text: string;
  readonly headers: Headers;
  /** The URL that the sender signed: the public one, not the one behind the edge. */
  readonly url: string;
}

/** What the ledger keeps of an event beside its bytes. */
export interface Envelope {
  /** The sender's, the same at each delivery. */
  readonly eventId: string;
  readonly type: string;
  /** What it is about; events of one subject may arrive out of order. */
  readonly subject: string;
  readonly occurredAt?: Date | undefined;
  /** The sender's account, which verified events are limited by. */
  readonly account?: string | undefined;
}

/** A vendor's way to sign and to name events. */
export interface WebhookSource {
  /** Never throws: what cannot be read is not signed. */
  verify(webhook: ReceivedWebhook, secrets: readonly string[], nowMs: number): Promise<boolean>;
  /** Undefined for what the vendor's documentation does not describe. */
  envelopeOf(webhook: ReceivedWebhook): Envelope | undefined;
}

/** How far a sender's clock may be off, either way. */
const toleranceMs = 300_000;

/** Seconds, in digits alone. */
export function isRecentSeconds(timestamp: string, nowMs: number): boolean {
  return /^\d{1,12}$/.test(timestamp) && Math.abs(nowMs - Number(timestamp) * 1_000) <= toleranceMs;
}

export type HmacHash = "SHA-1" | "SHA-256" | "SHA-512";

const utf8 = (text: string) => new TextEncoder().encode(text);

/**
 * Whether one of the signatures is an HMAC of the content by one of the secrets. Every pair is
 * tried, in constant time each.
 */
export async function isHmac(
  hash: HmacHash,
  secrets: readonly string[],
  content: string | Uint8Array<ArrayBuffer>,
  signatures: readonly Uint8Array<ArrayBuffer>[],
): Promise<boolean> {
  const bytes = typeof content === "string" ? utf8(content) : content;
  const checks = secrets
    .filter((secret) => secret !== "")
    .map(async (secret) => {
      const algorithm = { name: "HMAC", hash };
      const key = await crypto.subtle.importKey("raw", utf8(secret), algorithm, false, ["verify"]);
      return Promise.all(signatures.map((one) => crypto.subtle.verify("HMAC", key, one, bytes)));
    });
  return (await Promise.all(checks)).flat().includes(true);
}

/** Undefined for what is no Base64 of that many bytes. */
export function fromBase64Of(text: string, length: number): Uint8Array<ArrayBuffer> | undefined {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text) || text.length !== 4 * Math.ceil(length / 3))
    return undefined;
  const bytes = fromBase64(text);
  return bytes.length === length ? bytes : undefined;
}

/** Undefined for what is no hexadecimal text of that many bytes. */
export function fromHex(text: string, length: number): Uint8Array<ArrayBuffer> | undefined {
  if (text.length !== 2 * length || !/^[0-9a-f]+$/i.test(text)) return undefined;
  return Uint8Array.from({ length }, (_, at) =>
    Number.parseInt(text.slice(2 * at, 2 * at + 2), 16),
  );
}

export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
