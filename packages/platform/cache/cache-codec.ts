import { fromBase64, toBase64 } from "../runtime/base64.ts";

/**
 * Minimum size for compression: below it, the base64 that Upstash's REST protocol needs would
 * outweigh the gain.
 */
const compressFromBytes = 1_024;

/** The text as stored: `t` and the text, or `z` and its gzip in base64 when that is shorter. */
export async function pack(text: string): Promise<string> {
  if (new TextEncoder().encode(text).length < compressFromBytes) return `t${text}`;
  const packed = `z${toBase64(await pipe(new Blob([text]), new CompressionStream("gzip")))}`;
  return packed.length < text.length ? packed : `t${text}`;
}

/** Undefined when `pack` did not create it. */
export async function unpack(stored: string): Promise<string | undefined> {
  if (stored.startsWith("t")) return stored.slice(1);
  if (!stored.startsWith("z")) return undefined;
  try {
    const bytes = fromBase64(stored.slice(1));
    return new TextDecoder().decode(await pipe(new Blob([bytes]), new DecompressionStream("gzip")));
  } catch {
    // Truncated or written by something else: counts as missing and is recomputed.
    return undefined;
  }
}

async function pipe(
  blob: Blob,
  transform: CompressionStream | DecompressionStream,
): Promise<Uint8Array> {
  return new Uint8Array(await new Response(blob.stream().pipeThrough(transform)).arrayBuffer());
}
