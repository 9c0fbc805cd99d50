import { knownFormatOf } from "./known-formats.ts";
import { isPublic } from "./public-values.ts";

/** Letters, digits and the extra characters of the usual encodings, unbroken. */
const piece = /[\w+/=-]{24,}/g;

/**
 * Bits per character from which a text of that length counts as random rather than written; 24
 * random hexadecimal digits have 3.2 or more.
 */
const randomBits = 3.2;

/** A cache: names, settings and addresses repeat all over a plan. */
const known = new Map<string, string | undefined>();

/**
 * A description of what a text looks like if it looks like a secret; never contains any of the
 * text.
 */
export function secretShapeOf(text: string): string | undefined {
  if (text.length < 8) return undefined;
  if (!known.has(text)) known.set(text, shapeOf(text));
  return known.get(text);
}

function shapeOf(text: string): string | undefined {
  if (isPublic(text)) return undefined;
  return knownFormatOf(text) ?? (isRandom(text) ? "random characters" : undefined);
}

/** Checksums within other text, as in the names of images. */
const checksums = /\bsha(256|384|512)[:-][\w+/=]+/g;

const isRandom = (text: string): boolean =>
  (text.replaceAll(checksums, "").match(piece) ?? []).some(
    (one) => !isPublic(one) && isMixed(one) && bitsPerCharacter(one) >= randomBits,
  );

/**
 * Random text alternates between digits, small and capital letters; names do not, even when joined
 * by dashes or capitals. A capital before a small letter starts a word, so it does not count.
 */
function isMixed(text: string): boolean {
  const letters = text.replaceAll(/[-_/+=]/g, "");
  const jumps =
    letters.match(/(?<=[a-z])[A-Z]|(?<=[a-z])\d|(?<=[A-Z])\d|(?<=\d)[a-zA-Z]/g)?.length ?? 0;
  return jumps >= letters.length * 0.18;
}

/** Shannon's entropy. */
function bitsPerCharacter(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  return [...counts.values()].reduce(
    (bits, count) => bits - (count / text.length) * Math.log2(count / text.length),
    0,
  );
}
