import emailAddresses from "email-addresses";
import { AppError } from "../errors/errors.ts";

/** A sender or recipient, such as `Ada Lovelace <ada@example.com>`. */
export interface Mailbox {
  readonly address: string;
  readonly name?: string;
}

/** How a recipient unsubscribes, following RFC 8058: both header fields are derived from it. */
export interface Unsubscribe {
  /** Accepts a POST without cookies or login. https, and not guessable. */
  readonly url: string;
  /** An e-mail address for clients without one-click. */
  readonly mailto?: string;
}

/** A mail to one recipient. */
export interface MailMessage {
  readonly from: Mailbox;
  readonly to: Mailbox;
  readonly replyTo?: Mailbox;
  readonly subject: string;
  readonly text: string;
  readonly html?: string;
  /** Required for everything unsolicited, such as a campaign. */
  readonly unsubscribe?: Unsubscribe;
}

/** RFC 5321, 4.5.3.1.3: a path is 256 octets including its brackets. */
const longestAddress = 254;
const longestLocalPart = 64;
/** RFC 5322, 2.1.1: a line has at most 998 characters; names and subjects are far shorter. */
const longestText = 500;

/**
 * C0 and C1 controls and the line separators: each can end a header line in some implementation.
 */
const control = /[\p{Cc}\u2028\u2029]/u;

/**
 * Whether mail can be sent there: a single plain ASCII address with a domain of at least two
 * labels. Quoted local parts and address literals, which hardly any provider delivers to, are
 * rejected.
 */
export function isMailAddress(text: string): boolean {
  if (text.length > longestAddress || control.test(text) || !/^[\x21-\x7e]+$/.test(text))
    return false;
  const parsed = emailAddresses.parseOneAddress({ input: text, rejectTLD: true, strict: true });
  if (parsed === null || parsed.type !== "mailbox" || parsed.address !== text) return false;
  const { local, domain } = parsed;
  return local.length <= longestLocalPart && !local.includes('"') && isDomain(domain);
}

function isDomain(domain: string): boolean {
  const labels = domain.split(".");
  return (
    labels.length >= 2 &&
    labels.every((label) => /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/i.test(label)) &&
    !/^\d+$/.test(labels.at(-1) ?? "")
  );
}

/**
 * Throws UNPROCESSABLE for a message that could inject content: a line break in a name or subject
 * would start another header.
 */
export function checkMessage(message: MailMessage): void {
  const { from, to, replyTo, subject, unsubscribe } = message;
  const boxes = [from, to, ...(replyTo === undefined ? [] : [replyTo])];
  for (const { address, name = "" } of boxes) {
    if (!isMailAddress(address)) throw unfit("An address in the mail is invalid.");
    if (!isHeaderText(name))
      throw unfit("A name in the mail has characters that are not allowed in a header.");
  }
  if (!isHeaderText(subject) || subject === "")
    throw unfit("The subject is empty, too long, or has a line break.");
  if (unsubscribe !== undefined && !isUnsubscribe(unsubscribe))
    throw unfit("The unsubscribe link must be an https URL.");
}

function isHeaderText(text: string): boolean {
  return text.length <= longestText && text.isWellFormed() && !control.test(text);
}

function isUnsubscribe({ url, mailto }: Unsubscribe): boolean {
  const isLink = /^https:\/\/[\x21-\x7e]+$/.test(url) && !/[<>]/.test(url) && URL.canParse(url);
  // Plain HTTP is only allowed for a local stack, on loopback.
  const isLoopback = /^http:\/\/(localhost|127\.0\.0\.1)(:\d+)?\/[\x21-\x7e]*$/.test(url);
  return (isLink || isLoopback) && (mailto === undefined || isMailAddress(mailto));
}

const unfit = (message: string) => new AppError("UNPROCESSABLE", message);
