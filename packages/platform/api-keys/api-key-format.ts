import { z } from "zod";
import { toHex } from "../runtime/hex.ts";

/**
 * `sw_prod_…`: what it belongs to can be seen, so that scanners for leaked secrets, and people,
 * know it.
 */
const keyShape = /^sw_(local|staging|prod)_[\w-]{43}$/;

/** How much of a key its owner is shown again. */
const shownCharacters = 6;

export interface NewApiKey {
  /** To be shown once, and kept by nobody but its owner. */
  readonly key: string;
  /** The beginning, to recognise it by. */
  readonly prefix: string;
}

/** A key with 256 random bits. */
export function generateApiKey(environment: "local" | "staging" | "prod"): NewApiKey {
  const random = btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(32))));
  const key = `sw_${environment}_${random.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "")}`;
  return { key, prefix: key.slice(0, `sw_${environment}_`.length + shownCharacters) };
}

/** Text that can be a key; what cannot is not worth a query. */
export const apiKeySchema = z.string().regex(keyShape);

/**
 * What is stored of a key, as hexadecimal: its SHA-256, wrapped by the pepper (AES-KW, RFC 3394,
 * which gives the same each time). A key is random, so it needs no slow hash; the pepper makes a
 * copy of the table useless to who does not have the Worker's secrets. Unlike an HMAC it can be
 * moved to another pepper without the key: keys that nobody uses while a rotation goes on work
 * after it.
 */
export async function hashApiKey(key: string, pepper: string): Promise<string> {
  return wrapped(await crypto.subtle.digest("SHA-256", bytesOf(key)), pepper);
}

/** The same key stored by another pepper; undefined when it was not stored by the first one. */
export async function rehashApiKey(
  hash: string,
  from: string,
  to: string,
): Promise<string | undefined> {
  const bytes = Uint8Array.from(hash.match(/../g) ?? [], (digits) => Number.parseInt(digits, 16));
  const digest = await unwrapped(bytes, from);
  return digest === undefined ? undefined : wrapped(digest, to);
}

/** The digest poses as a key: keys are what is wrapped. */
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
    return undefined; // AES-KW checks what it opens: another pepper wrapped this
  }
}

async function wrappingKey(pepper: string) {
  const bytes = await crypto.subtle.digest("SHA-256", bytesOf(`api-key-pepper\0${pepper}`));
  return crypto.subtle.importKey("raw", bytes, "AES-KW", false, ["wrapKey", "unwrapKey"]);
}

const bytesOf = (text: string) => new TextEncoder().encode(text);
