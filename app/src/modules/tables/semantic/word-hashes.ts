import type { Embedder } from "./embedder.ts";

const dimensions = 256;
const words = /[\p{L}\p{N}]+/gu;

/**
 * An embedder without a model, the same everywhere: each word, and each run of three letters in it,
 * adds to one of 256 numbers. Texts with the same words are similar, other words with the same
 * meaning are not.
 */
export const wordHashes: Embedder = {
  model: "word-hashes-1",
  mostTexts: 500,
  embed: async (texts) => texts.map(vectorOf),
};

function vectorOf(text: string): number[] {
  const vector = new Array<number>(dimensions).fill(0);
  for (const [word] of text.toLowerCase().matchAll(words)) {
    // Short words say little: a, the, and.
    add(vector, word, Math.min(1, word.length / 6));
    for (let start = 0; start + 3 <= word.length; start++)
      add(vector, `~${word.slice(start, start + 3)}`, 0.3);
  }
  return vector;
}

/** The sign comes from the hash too, so that collisions cancel out on average. */
function add(vector: number[], feature: string, weight: number): void {
  const hash = fnv1a(feature);
  const place = hash % dimensions;
  vector[place] = (vector[place] ?? 0) + (hash & 0x8000_0000 ? -weight : weight);
}

/** FNV-1a, 32 bits (http://www.isthe.com/chongo/tech/comp/fnv/). */
function fnv1a(text: string): number {
  let hash = 0x811c_9dc5;
  for (const byte of new TextEncoder().encode(text))
    hash = Math.imul(hash ^ byte, 0x0100_0193) >>> 0;
  return hash;
}
