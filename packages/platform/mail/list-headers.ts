import type { MailMessage } from "./message.ts";

/**
 * `List-Unsubscribe` with one https URL, followed by `mailto:`, and `List-Unsubscribe-Post`, which
 * tells clients that the URL supports one click (RFC 8058). DKIM must cover both.
 */
export function listHeaders({ unsubscribe }: MailMessage): Record<string, string> {
  if (unsubscribe === undefined) return {};
  const { url, mailto } = unsubscribe;
  return {
    "List-Unsubscribe": `<${url}>${mailto === undefined ? "" : `, <mailto:${mailto}>`}`,
    "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
  };
}
