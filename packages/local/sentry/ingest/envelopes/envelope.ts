import { SeaworthyError } from "@seaworthy/core/errors";
import { z } from "zod";
import { parseBoundedJson } from "../../../kernel/bounds/bounded-json.ts";
import { requestLimits } from "./item-kinds.ts";

/**
 * What an SDK sends: a header line, then items, each with a header line and a payload
 * (https://develop.sentry.dev/sdk/data-model/envelopes/).
 */
export interface Envelope {
  readonly headers: z.infer<typeof envelopeHeaders>;
  readonly items: readonly EnvelopeItem[];
}

export interface EnvelopeItem {
  readonly headers: z.infer<typeof itemHeaders>;
  readonly payload: Buffer;
}

const envelopeHeaders = z.looseObject({
  event_id: z.string().optional(),
  dsn: z.string().optional(),
  sent_at: z.string().optional(),
});
const itemHeaders = z.looseObject({
  type: z.string().min(1).max(64),
  length: z.number().int().nonnegative().optional(),
  item_count: z.number().int().nonnegative().optional(),
});

const newline = 0x0a;

/** Throws INPUT_INVALID for anything that is not an envelope; payloads are not parsed. */
export function parseEnvelope(bytes: Buffer): Envelope {
  const first = readLine(bytes, 0);
  const headers = parseEnvelopeHeader(first.line);
  const items: EnvelopeItem[] = [];
  let at = first.next;
  while (at < bytes.length) {
    if (bytes[at] === newline) {
      at += 1;
      continue;
    }
    if (items.length === requestLimits.items) throw tooManyItems();
    const { item, next } = readItem(bytes, at);
    items.push(item);
    at = next;
  }
  return { headers, items };
}

/** The first line of an envelope, which may identify its sender. */
export function parseEnvelopeHeader(line: Buffer): Envelope["headers"] {
  return parseLine(line, envelopeHeaders, "envelope header");
}

/** The error for an envelope with too many items, like Relay's for one that is too large. */
function tooManyItems(): SeaworthyError {
  return new SeaworthyError(
    "INPUT_INVALID",
    `envelope exceeded size limits: more than ${requestLimits.items} items`,
    { details: { status: 413 } },
  );
}

function readItem(bytes: Buffer, from: number): { item: EnvelopeItem; next: number } {
  const header = readLine(bytes, from);
  const headers = parseLine(header.line, itemHeaders, "item header");
  if (headers.length === undefined) {
    // Without a length, the payload ends at the next newline.
    const payload = readLine(bytes, header.next);
    return { item: { headers, payload: payload.line }, next: payload.next };
  }
  const end = header.next + headers.length;
  if (end > bytes.length) throw malformed("an item is shorter than its length says");
  if (end < bytes.length && bytes[end] !== newline)
    throw malformed("an item is longer than its length says");
  return { item: { headers, payload: bytes.subarray(header.next, end) }, next: end + 1 };
}

function readLine(bytes: Buffer, from: number): { line: Buffer; next: number } {
  const found = bytes.indexOf(newline, from);
  const end = found === -1 ? bytes.length : found;
  return { line: bytes.subarray(from, end), next: end + 1 };
}

function parseLine<T>(line: Buffer, schema: z.ZodType<T>, what: string): T {
  const parsed = schema.safeParse(parseJson(line, what));
  if (!parsed.success) throw malformed(`invalid ${what}`);
  return parsed.data;
}

function parseJson(bytes: Buffer, what: string): unknown {
  try {
    return parseBoundedJson(bytes.toString("utf8"));
  } catch (cause) {
    throw malformed(`invalid ${what}: not JSON`, cause);
  }
}

function malformed(reason: string, cause?: unknown): SeaworthyError {
  return new SeaworthyError("INPUT_INVALID", `invalid event envelope: ${reason}`, { cause });
}
