import { AppError } from "../errors/errors.ts";
import { fromBase64, toBase64 } from "../runtime/base64.ts";

/** The keys for encrypting stored secrets: the current one, then the previous one. */
export type SealKeys = readonly string[];

const form = "s1";
const ivBytes = 12;

/**
 * Encrypts an endpoint's secret for the database (AES-256-GCM). `owner` is the endpoint's id: a
 * secret copied to another row cannot be decrypted there. Throws NOT_CONFIGURED.
 */
export async function sealSecret(secret: string, owner: string, keys: SealKeys): Promise<string> {
  const iv = crypto.getRandomValues(new Uint8Array(ivBytes));
  const key = await keyOf(currentOf(keys));
  const sealed = await crypto.subtle.encrypt(
    { name: "AES-GCM", iv, additionalData: new TextEncoder().encode(owner) },
    key,
    new TextEncoder().encode(secret),
  );
  return [form, toBase64(iv), toBase64(new Uint8Array(sealed))].join(".");
}

/** Throws INTERNAL when none of the keys decrypts it. */
export async function openSecret(sealed: string, owner: string, keys: SealKeys): Promise<string> {
  for (const key of keys) {
    const opened = await tryOpen(sealed, owner, key);
    if (opened !== undefined) return opened;
  }
  throw new AppError("INTERNAL", "The error has been reported.", {
    cause: "a stored webhook secret that no key opens",
  });
}

/**
 * The same secret encrypted with the current key; undefined when it already is, or when no key
 * decrypts it.
 */
export async function resealSecret(
  sealed: string,
  owner: string,
  keys: SealKeys,
): Promise<string | undefined> {
  if ((await tryOpen(sealed, owner, currentOf(keys))) !== undefined) return undefined;
  const [, ...others] = keys;
  for (const key of others) {
    const opened = await tryOpen(sealed, owner, key);
    if (opened !== undefined) return sealSecret(opened, owner, keys);
  }
  return undefined;
}

async function tryOpen(sealed: string, owner: string, key: string): Promise<string | undefined> {
  const [version, iv = "", data = ""] = sealed.split(".");
  if (version !== form) return undefined;
  try {
    const opened = await crypto.subtle.decrypt(
      {
        ...{ name: "AES-GCM", iv: fromBase64(iv) },
        additionalData: new TextEncoder().encode(owner),
      },
      await keyOf(key),
      fromBase64(data),
    );
    return new TextDecoder().decode(opened);
  } catch {
    return undefined; // GCM authenticates: another key, or another row
  }
}

function currentOf([current]: SealKeys): string {
  if (current !== undefined) return current;
  throw new AppError("NOT_CONFIGURED", "Webhooks are not configured.");
}

async function keyOf(key: string) {
  const digest = await crypto.subtle.digest(
    "SHA-256",
    new TextEncoder().encode(`webhook-endpoints\0${key}`),
  );
  return crypto.subtle.importKey("raw", digest, "AES-GCM", false, ["encrypt", "decrypt"]);
}
