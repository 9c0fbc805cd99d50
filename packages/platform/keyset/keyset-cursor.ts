import { z } from "zod";

/** Incremented to invalidate earlier cursors. */
const version = 1;

const parts = z.tuple([z.literal(version), z.string(), z.array(z.string())]);

/** Opaque to clients, safe in a query string: base64url of version, hash and values. */
export function encodeCursor(values: readonly string[], signature: string, filter: string): string {
  const bytes = new TextEncoder().encode(
    JSON.stringify([version, hashOf(signature, filter), values]),
  );
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}

/** Undefined unless `encodeCursor` created it for that order and filter. */
export function decodeCursor(
  cursor: string,
  signature: string,
  filter: string,
): readonly string[] | undefined {
  const read = parts.safeParse(fromBase64(cursor));
  if (!read.success) return undefined;
  const [, hash, values] = read.data;
  const isOwn = hash === hashOf(signature, filter);
  // One text per cursor: other encodings of the same bytes are rejected.
  return isOwn && encodeCursor(values, signature, filter) === cursor ? values : undefined;
}

function fromBase64(text: string): unknown {
  if (!/^[\w-]+$/.test(text) || text.length % 4 === 1) return undefined;
  const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0));
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch {
    return undefined; // Neither UTF-8 nor JSON: invented.
  }
}

/**
 * A short, unkeyed hash. It prevents using a cursor in another list by mistake; an invented
 * position reveals nothing that the list does not.
 */
function hashOf(signature: string, filter: string): string {
  let high = 0x811c9dc5;
  let low = 0x01000193;
  for (const byte of new TextEncoder().encode(`${signature}\0${filter}`)) {
    high = Math.imul(high ^ byte, 0x01000193);
    low = Math.imul(low ^ byte, 0x85ebca6b) ^ (high >>> 13);
  }
  return (high >>> 0).toString(36) + (low >>> 0).toString(36);
}
