import { AppError } from "../errors/errors.ts";

/** Bytes of a secret: 24 to 64 by Standard Webhooks; ours have 32. */
const bytes = { least: 24, most: 64, ours: 32 } as const;

/** A signing secret of an endpoint, shown once: `whsec_` and Base64. */
export function newEndpointSecret(): string {
  return `whsec_${toBase64(crypto.getRandomValues(new Uint8Array(bytes.ours)))}`;
}

/** The bytes behind the prefix. Throws INTERNAL for what is no secret, which is never shown. */
export function bytesOfSecret(secret: string, prefix: "whsec_" | "whsk_"): Uint8Array<ArrayBuffer> {
  const text = secret.startsWith(prefix) ? secret.slice(prefix.length) : "";
  const decoded = /^[A-Za-z0-9+/]+={0,2}$/.test(text) ? fromBase64(text) : undefined;
  if (decoded !== undefined && decoded.length >= bytes.least && decoded.length <= bytes.most)
    return decoded;
  throw new AppError("INTERNAL", "The error has been reported.", {
    cause: `a webhook secret that is not ${prefix} with 24 to 64 bytes in Base64`,
  });
}

export function toBase64(data: Uint8Array): string {
  return btoa(Array.from(data, (byte) => String.fromCharCode(byte)).join(""));
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    return undefined; // no Base64
  }
}
