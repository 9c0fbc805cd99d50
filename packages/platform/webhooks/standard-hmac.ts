import { toBase64 } from "../runtime/base64.ts";

export interface SignedMessage {
  /** The same for every delivery attempt. */
  readonly id: string;
  /** Unix seconds. */
  readonly timestamp: string;
  readonly body: string;
}

/** What Standard Webhooks signs of a message. */
export function contentOf({ id, timestamp, body }: SignedMessage): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(new TextEncoder().encode(`${id}.${timestamp}.${body}`));
}

export function hmacKey(bytes: Uint8Array<ArrayBuffer>, usage: "sign" | "verify") {
  return crypto.subtle.importKey("raw", bytes, { name: "HMAC", hash: "SHA-256" }, false, [usage]);
}

/**
 * A signature of scheme `v1` (https://www.standardwebhooks.com): HMAC-SHA-256 in Base64, prefixed
 * with the scheme's version.
 */
export async function signByHmac(
  content: Uint8Array<ArrayBuffer>,
  secret: Uint8Array<ArrayBuffer>,
): Promise<string> {
  const signature = await crypto.subtle.sign("HMAC", await hmacKey(secret, "sign"), content);
  return `v1,${toBase64(new Uint8Array(signature))}`;
}
