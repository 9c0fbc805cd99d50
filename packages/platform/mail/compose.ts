import { base64, headerText, mailboxText } from "./header-text.ts";
import { listHeaders } from "./list-headers.ts";
import type { MailMessage } from "./message.ts";

export interface ComposeOptions {
  /** The same for every attempt, so that receivers can recognise a repeated mail. */
  readonly messageId: string;
  readonly sentAt: Date;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * A message in wire format (RFC 5322), for SMTP. Not created with `mimetext` 3.0.28: it writes
 * subjects as one encoded word of any length (RFC 2047 allows 75 characters), and bodies with
 * non-ASCII characters and lines of any length as `7bit`.
 */
export function composeMessage(message: MailMessage, options: ComposeOptions): string {
  const { from, to, replyTo, subject, text, html } = message;
  const headers: Readonly<Record<string, string>> = {
    From: mailboxText(from),
    To: mailboxText(to),
    ...(replyTo === undefined ? {} : { "Reply-To": mailboxText(replyTo) }),
    Subject: headerText(subject),
    Date: options.sentAt.toUTCString().replace("GMT", "+0000"),
    "Message-ID": `<${options.messageId}>`,
    ...listHeaders(message),
    ...options.headers,
    "MIME-Version": "1.0",
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  const plain = part("text/plain", text);
  if (html === undefined) return [...lines, ...plain, ""].join("\r\n");
  // No line of Base64 can start with two dashes.
  const boundary = "=_alternative";
  return [
    ...lines,
    `Content-Type: multipart/alternative; boundary="${boundary}"`,
    "",
    `--${boundary}`,
    ...plain,
    `--${boundary}`,
    ...part("text/html", html),
    `--${boundary}--`,
    "",
  ].join("\r\n");
}

/** Base64 avoids problems with long lines, leading dots and servers without 8BITMIME. */
function part(type: string, content: string): string[] {
  const bytes = new TextEncoder().encode(content.replace(/\r\n?|\n/g, "\r\n"));
  return [
    `Content-Type: ${type}; charset=utf-8`,
    "Content-Transfer-Encoding: base64",
    "",
    ...(base64(bytes).match(/.{1,76}/g) ?? [""]),
  ];
}
