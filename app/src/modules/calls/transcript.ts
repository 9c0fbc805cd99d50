import { toHex } from "@seaworthy/platform/runtime/hex";

/** Longer transcripts are compressed; below this size gzip's overhead outweighs the gain. */
const compressAbove = 1_024;

export interface PackedTranscript {
  readonly encoding: "identity" | "gzip";
  readonly hex: string;
}

export async function packTranscript(text: string): Promise<PackedTranscript> {
  const plain = new TextEncoder().encode(text);
  if (plain.length <= compressAbove) return { encoding: "identity", hex: toHex(plain) };
  return {
    encoding: "gzip",
    hex: toHex(await through(Uint8Array.from(plain), new CompressionStream("gzip"))),
  };
}

export async function unpackTranscript({ encoding, hex }: PackedTranscript): Promise<string> {
  const bytes = Uint8Array.from({ length: hex.length / 2 }, (_, at) =>
    Number.parseInt(hex.slice(2 * at, 2 * at + 2), 16),
  );
  const plain = encoding === "gzip" ? await through(bytes, new DecompressionStream("gzip")) : bytes;
  return new TextDecoder().decode(plain);
}

async function through(
  bytes: Uint8Array<ArrayBuffer>,
  stream: CompressionStream | DecompressionStream,
): Promise<Uint8Array<ArrayBuffer>> {
  const body = new Blob([bytes]).stream().pipeThrough(stream as never);
  return new Uint8Array(await new Response(body as never).arrayBuffer());
}
