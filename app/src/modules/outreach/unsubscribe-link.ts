import type { Bindings } from "@seaworthy/platform/bindings/bindings";
import { AppError } from "@seaworthy/platform/errors/errors";
import { toHex } from "@seaworthy/platform/runtime/hex";

type Keys = Pick<Bindings, "UNSUBSCRIBE_KEY" | "UNSUBSCRIBE_KEY_PREVIOUS">;

const tokenForm = /^[A-Za-z0-9_-]{43}$/;

/**
 * The opaque token in a mail's unsubscribe link: not guessable, and without the address. Every
 * attempt to send a mail uses the same one. The database stores only its hash, so rotating the key
 * keeps links in sent mails working. `known` is the hash stored by an earlier attempt. Throws
 * NOT_CONFIGURED.
 */
export async function unsubscribeToken(
  emailId: string,
  keys: Keys,
  known?: string | null,
): Promise<{ token: string; hash: string }> {
  const { UNSUBSCRIBE_KEY: current, UNSUBSCRIBE_KEY_PREVIOUS: previous } = keys;
  if (current === undefined) throw new AppError("NOT_CONFIGURED", "Mail is not configured.");
  const made = await tokenOf(emailId, current);
  if (!known || known === made.hash || previous === undefined) return made;
  const before = await tokenOf(emailId, previous);
  return before.hash === known ? before : made;
}

async function tokenOf(emailId: string, secret: string) {
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const bytes = new TextEncoder().encode(secret);
  const key = await crypto.subtle.importKey("raw", bytes, algorithm, false, ["sign"]);
  const content = new TextEncoder().encode(`unsubscribe\0${emailId}`);
  const mac = new Uint8Array(await crypto.subtle.sign("HMAC", key, content));
  const token = btoa(String.fromCharCode(...mac))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
  return { token, hash: await hashOf(token) };
}

/** Undefined when the text cannot be a token. */
export async function tokenHash(token: string): Promise<string | undefined> {
  return tokenForm.test(token) ? hashOf(token) : undefined;
}

async function hashOf(token: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(token));
  return toHex(new Uint8Array(digest));
}
