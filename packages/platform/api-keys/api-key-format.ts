import { z } from "zod";
import { toHex } from "../runtime/hex.ts";

/** `sw_prod_…`: recognisable to humans and to scanners for leaked secrets. */
const keyShape = /^sw_(local|staging|prod)_[\w-]{43}$/;

/** How much of a key its owner sees later. */
const shownCharacters = 6;

export interface NewApiKey {
  /** Shown once; only its owner has it. */
  readonly key: string;
  /** The start of the key, to recognise it by. */
  readonly prefix: string;
}

/** A key with 256 random bits. */
export function generateApiKey(environment: "local" | "staging" | "prod"): NewApiKey {
  const random = btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(32))));
  const key = `sw_${environment}_${random.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "")}`;
  return { key, prefix: key.slice(0, `sw_${environment}_`.length + shownCharacters) };
}

/** Text that can be a key; anything else is not worth a query. */
export const apiKeySchema = z.string().regex(keyShape);

/**
 * What is stored for a key, in hexadecimal: its SHA-256, wrapped with the pepper (AES-KW, RFC 3394,
 * which is deterministic). Keys are random, so no slow hash is needed; because of the pepper, a
 * copy of the table is useless without the Worker's secrets. Unlike an HMAC it can be moved to
 * another pepper without the key, so keys that are not used during a rotation work after it.
 */
export async function hashApiKey(key: string, pepper: string): Promise<string> {
  return wrapped(await crypto.subtle.digest("SHA-256", bytesOf(key)), pepper);
}

/** The same key stored with another pepper; undefined when it was not stored with the first one. */
export async function rehashApiKey(
  hash: string,
  from: string,
  to: string,
): Promise<string | undefined> {
  const bytes = Uint8Array.from(hash.match(/../g) ?? [], (digits) => Number.parseInt(digits, 16));
  const digest = await unwrapped(bytes, from);
  return digest === undefined ? undefined : wrapped(digest, to);
}

/** The digest is imported as a key, because AES-KW wraps keys. */
const digestKey = { name: "HMAC", hash: "SHA-256" };

async function wrapped(digest: ArrayBuffer, pepper: string): Promise<string> {
  const key = await crypto.subtle.importKey("raw", digest, digestKey, true, ["sign"]);
  const hash = new Uint8Array(
    await crypto.subtle.wrapKey("raw", key, await wrappingKey(pepper), "AES-KW"),
  );
  return toHex(hash);
}

async function unwrapped(
  bytes: Uint8Array<ArrayBuffer>,
  pepper: string,
): Promise<ArrayBuffer | undefined> {
  const wrapping = await wrappingKey(pepper);
  try {
    const key = await crypto.subtle.unwrapKey("raw", bytes, wrapping, "AES-KW", digestKey, true, [
      "sign",
    ]);
    return (await crypto.subtle.exportKey("raw", key)) as ArrayBuffer;
  } catch {
    return undefined; // AES-KW verifies what it unwraps: another pepper wrapped this
  }
}

async function wrappingKey(pepper: string) {
  const bytes = await crypto.subtle.digest("SHA-256", bytesOf(`api-key-pepper\0${pepper}`));
  return crypto.subtle.importKey("raw", bytes, "AES-KW", false, ["wrapKey", "unwrapKey"]);
}

const bytesOf = (text: string) => new TextEncoder().encode(text);
