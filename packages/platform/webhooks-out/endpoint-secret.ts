import { AppError } from "../errors/errors.ts";
import { fromBase64, toBase64 } from "../runtime/base64.ts";

/** Bytes of a secret: 24 to 64 in Standard Webhooks; ours have 32. */
const bytes = { least: 24, most: 64, ours: 32 } as const;

/** An endpoint's signing secret, shown once: `whsec_` and Base64. */
export function newEndpointSecret(): string {
  return `whsec_${toBase64(crypto.getRandomValues(new Uint8Array(bytes.ours)))}`;
}

/** The bytes after the prefix. Throws INTERNAL when it is not a secret, without showing it. */
export function bytesOfSecret(secret: string, prefix: "whsec_" | "whsk_"): Uint8Array<ArrayBuffer> {
  const text = secret.startsWith(prefix) ? secret.slice(prefix.length) : "";
  const decoded = /^[A-Za-z0-9+/]+={0,2}$/.test(text) ? decodedOf(text) : undefined;
  if (decoded !== undefined && decoded.length >= bytes.least && decoded.length <= bytes.most)
    return decoded;
  throw new AppError("INTERNAL", "The error has been reported.", {
    cause: `a webhook secret that is not ${prefix} with 24 to 64 bytes in Base64`,
  });
}

function decodedOf(text: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return fromBase64(text);
  } catch {
    return undefined; // no Base64
  }
}
