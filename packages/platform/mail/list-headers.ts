import type { MailMessage } from "./message.ts";

/**
 * `List-Unsubscribe` with one https address, `mailto:` behind it, and `List-Unsubscribe-Post`, by
 * which clients know that the address takes one click (RFC 8058). DKIM has to cover both.
 */
export function listHeaders({ unsubscribe }: MailMessage): Record<string, string> {
  if (unsubscribe === undefined) return {};
  const { url, mailto } = unsubscribe;
  return {
    "List-Unsubscribe": `<${url}>${mailto === undefined ? "" : `, <mailto:${mailto}>`}`,
    "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
  };
}
