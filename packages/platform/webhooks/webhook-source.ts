import { fromBase64 } from "../runtime/base64.ts";

/** A webhook as received: nothing is parsed before its signature is verified. */
export interface ReceivedWebhook {
  readonly raw: Uint8Array<ArrayBuffer>;
  /** The same bytes as UTF-8. */
  readonly text: string;
  readonly headers: Headers;
  /** The URL that the sender signed: the public one, not the one behind the edge. */
  readonly url: string;
}

/** What the ledger stores about an event besides its bytes. */
export interface Envelope {
  /** The sender's id, the same for every delivery. */
  readonly eventId: string;
  readonly type: string;
  /** What the event is about; events of one subject may arrive out of order. */
  readonly subject: string;
  readonly occurredAt?: Date | undefined;
  /** The sender's account, by which verified events are limited. */
  readonly account?: string | undefined;
}

/** How a vendor signs and identifies events. */
export interface WebhookSource {
  /**
   * The signature does not cover the event's id: known content under another id is a replay, not an
   * event.
   */
  readonly hasUnsignedId?: boolean;
  /** Never throws: what cannot be parsed is not signed. */
  verify(webhook: ReceivedWebhook, secrets: readonly string[], nowMs: number): Promise<boolean>;
  /** Undefined when the vendor's documentation does not describe it. */
  envelopeOf(webhook: ReceivedWebhook): Envelope | undefined;
}

/** Allowed clock difference of a sender, in either direction. */
const toleranceMs = 300_000;

/** Seconds, digits only. */
export function isRecentSeconds(timestamp: string, nowMs: number): boolean {
  return /^\d{1,12}$/.test(timestamp) && Math.abs(nowMs - Number(timestamp) * 1_000) <= toleranceMs;
}

/** The time in those milliseconds; undefined outside the years 1970 to 9999. */
export function occurredAtOf(ms: number | undefined): Date | undefined {
  const isPlausible = ms !== undefined && ms >= 0 && ms < Date.UTC(10_000, 0);
  return isPlausible ? new Date(ms) : undefined;
}

/**
 * The bytes as text, byte for byte: signatures are of the bytes, so nothing may be repaired, and a
 * byte-order mark stays. Empty for what is not UTF-8, which no vendor signs.
 */
export function textOf(raw: Uint8Array<ArrayBuffer>): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(raw);
  } catch {
    return ""; // Then no signature matches.
  }
}

export type HmacHash = "SHA-1" | "SHA-256" | "SHA-512";

const utf8 = (text: string) => new TextEncoder().encode(text);

/**
 * Whether one of the signatures is an HMAC of the content with one of the secrets. Every pair is
 * tried, each in constant time.
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

/** Undefined when it is not Base64 of that many bytes. */
export function fromBase64Of(text: string, length: number): Uint8Array<ArrayBuffer> | undefined {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text) || text.length !== 4 * Math.ceil(length / 3))
    return undefined;
  const bytes = fromBase64(text);
  return bytes.length === length ? bytes : undefined;
}

/** Undefined when it is not hexadecimal text of that many bytes. */
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
