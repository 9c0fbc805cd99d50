import { fromBase64, toBase64 } from "../runtime/base64.ts";

/**
 * Texts from this size on are compressed: below, the base64 that Upstash's REST protocol needs
 * would eat what was gained.
 */
const compressFromBytes = 1_024;

/**
 * The text as it is stored: `t` and itself, or `z` and base64 of its gzip, when that is shorter.
 */
export async function pack(text: string): Promise<string> {
  if (new TextEncoder().encode(text).length < compressFromBytes) return `t${text}`;
  const packed = `z${toBase64(await pipe(new Blob([text]), new CompressionStream("gzip")))}`;
  return packed.length < text.length ? packed : `t${text}`;
}

/** Undefined for what `pack` did not make. */
export async function unpack(stored: string): Promise<string | undefined> {
  if (stored.startsWith("t")) return stored.slice(1);
  if (!stored.startsWith("z")) return undefined;
  try {
    const bytes = fromBase64(stored.slice(1));
    return new TextDecoder().decode(await pipe(new Blob([bytes]), new DecompressionStream("gzip")));
  } catch {
    // Cut off or written by something else: it counts as missing, and is recomputed.
    return undefined;
  }
}

async function pipe(
  blob: Blob,
  transform: CompressionStream | DecompressionStream,
): Promise<Uint8Array> {
  return new Uint8Array(await new Response(blob.stream().pipeThrough(transform)).arrayBuffer());
}
