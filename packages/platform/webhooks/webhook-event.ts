import { isStorableText } from "../runtime/storable-text.ts";
import type { NewEvent } from "./webhook-ledger.ts";
import type { Envelope } from "./webhook-source.ts";

/**
 * What the ledger stores. An envelope that is unknown, or has a text that PostgreSQL cannot store,
 * is stored under the digest of its content: a signed event is never refused for what it contains.
 */
export function eventOf(
  content: Pick<NewEvent, "source" | "raw" | "sha256">,
  envelope: Envelope | undefined,
): NewEvent {
  if (envelope !== undefined && isStorable(envelope, content.raw))
    return { ...envelope, ...content, status: "received" };
  const eventId = `sha256:${content.sha256}`;
  return { ...content, eventId, type: "", subject: "", status: "unrecognised" };
}

/** Also the content has no NUL: the event's job reads it as text. */
function isStorable(
  { eventId, type, subject, account = "" }: Envelope,
  raw: Uint8Array<ArrayBuffer>,
): boolean {
  const texts = [eventId, type, subject, account];
  return eventId !== "" && eventId.length <= 250 && texts.every(isStorableText) && !raw.includes(0);
}
