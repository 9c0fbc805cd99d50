import { z } from "zod";

/** `sw_prod_…`: what it belongs to can be seen, so that scanners for leaked secrets, and people, know it. */
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
 * HMAC-SHA-256 of the key with a pepper, as hexadecimal. A key is random, so it needs no slow hash; the pepper makes a copy of the table
 * useless to who does not have the Worker's secrets.
 */
export async function hashApiKey(key: string, pepper: string): Promise<string> {
  const bytes = (text: string) => new TextEncoder().encode(text);
  const secret = await crypto.subtle.importKey("raw", bytes(pepper), { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  const hash = new Uint8Array(await crypto.subtle.sign("HMAC", secret, bytes(key)));
  return [...hash].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
