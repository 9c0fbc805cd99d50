import { type Database, type Sql, service } from "../database/database.ts";
import { deleteInBatches } from "../database/database-batches.ts";
import { toHex } from "../runtime/hex.ts";
import type { Envelope } from "./webhook-source.ts";

export type EventStatus =
  | "received"
  | "processing"
  | "done"
  | "failed"
  | "dead"
  | "ignored"
  | "unrecognised";

export interface LedgerEvent {
  readonly source: string;
  readonly eventId: string;
  readonly type: string;
  readonly subject: string;
  readonly occurredAt: Date | null;
  readonly receivedAt: Date;
  readonly status: EventStatus;
  /** The signed content as UTF-8; empty once it has been removed. */
  readonly text: string;
}

export interface NewEvent extends Envelope {
  readonly source: string;
  readonly raw: Uint8Array<ArrayBuffer>;
  readonly sha256: string;
  readonly status: "received" | "unrecognised";
}

/**
 * Whether that content is known under another id. Locks the content: two replays may arrive at
 * once.
 */
export async function isReplay(
  sql: Sql,
  { source, eventId, subject, sha256 }: NewEvent,
): Promise<boolean> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`webhook:${source}:${sha256}`}, 0))`;
  const known = await sql`
    select 1 from public.webhook_events where source = ${source} and subject = ${subject}
      and content_sha256 = ${sha256} and event_id <> ${eventId} limit 1`;
  return known.length > 0;
}

/**
 * Stores an event unless its id is known. Never selects before inserting: two deliveries of one
 * event may arrive at once.
 */
export async function storeEvent(
  sql: Sql,
  event: NewEvent,
): Promise<"stored" | "seen" | "differs"> {
  const { source, eventId, type, subject, occurredAt, raw, sha256, status } = event;
  const stored = await sql`
    insert into public.webhook_events
      (source, event_id, type, subject, occurred_at, payload, content_sha256, status)
    values (${source}, ${eventId}, ${type}, ${subject},
      ${occurredAt?.toISOString() ?? null}::text::timestamptz, decode(${toHex(raw)}, 'hex'), ${sha256},
      ${status})
    on conflict do nothing returning 1`;
  if (stored.length > 0) return "stored";
  const same = await sql`
    select 1 from public.webhook_events
    where source = ${source} and event_id = ${eventId} and content_sha256 = ${sha256}`;
  return same.length > 0 ? "seen" : "differs";
}

/** Whether a stored event is not done: it is waiting, has failed, or had an unknown type. */
export async function isStillOpen(
  sql: Sql,
  { source, eventId }: Pick<LedgerEvent, "source" | "eventId">,
): Promise<boolean> {
  const open = await sql`
    select 1 from public.webhook_events where source = ${source} and event_id = ${eventId}
      and status not in ('done', 'ignored')`;
  return open.length > 0;
}

/** Locks the event for the transaction. Undefined when it no longer exists. */
export async function loadEvent(
  sql: Sql,
  source: string,
  eventId: string,
): Promise<LedgerEvent | undefined> {
  const [event] = await sql<LedgerEvent[]>`
    select source, event_id as "eventId", type, subject, occurred_at as "occurredAt",
      received_at as "receivedAt", status, coalesce(convert_from(payload, 'UTF8'), '') as text
    from public.webhook_events where source = ${source} and event_id = ${eventId} for update`;
  return event;
}

/** Records the outcome of an event. Codes only: no exception messages. */
export async function markEvent(
  sql: Sql,
  { source, eventId }: Pick<LedgerEvent, "source" | "eventId">,
  status: EventStatus,
  code: string | null = null,
): Promise<void> {
  await sql`
    update public.webhook_events set status = ${status}, error_code = ${code},
      attempts = attempts + 1,
      done_at = case when ${status} in ('done', 'ignored') then clock_timestamp() end
    where source = ${source} and event_id = ${eventId} and status not in ('done', 'ignored')`;
}

/** Removes old payloads and deletes old events; returns how many rows. For a cron. */
export function expireEvents(database: Database): Promise<number> {
  return deleteInBatches(
    database,
    (sql, rows) => sql`select public.expire_webhook_events(${rows}) as deleted`,
  );
}

/** The content's digest distinguishes a redelivery from different content with the same id. */
export async function sha256Of(raw: Uint8Array<ArrayBuffer>): Promise<string> {
  return toHex(new Uint8Array(await crypto.subtle.digest("SHA-256", raw)));
}

export const onService = <T>(database: Database, work: (sql: Sql) => Promise<T>) =>
  database.as(service, work, { idempotent: true });
