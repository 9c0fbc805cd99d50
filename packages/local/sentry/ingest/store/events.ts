import type { DatabaseSync, SQLOutputValue } from "node:sqlite";
import type { SentryEvent } from "../events/event.ts";
import { trimming } from "./trimming.ts";

export interface StoredEvent {
  readonly seq: number;
  readonly projectId: string;
  /** 32 hex digits. */
  readonly eventId: string;
  readonly issueId: number | null;
  readonly type: "error" | "default" | "transaction";
  readonly title: string;
  readonly receivedMs: number;
  readonly occurredMs: number;
  readonly environment: string | null;
  readonly release: string | null;
  readonly level: string;
  readonly transaction: string | null;
  readonly userKey: string | null;
  readonly tags: readonly { key: string; value: string }[];
  /** The event as sent. */
  readonly payload: SentryEvent;
}

export type NewEvent = Omit<StoredEvent, "seq">;

interface EventFilter {
  readonly projectId?: string;
  readonly issueId?: number;
  /** Default: errors and messages, as Sentry lists them. */
  readonly types?: readonly StoredEvent["type"][];
  readonly sinceMs?: number;
  readonly limit?: number;
  readonly offset?: number;
}

/** The input of metrics: an event without its payload. */
export type EventSample = Pick<StoredEvent, "issueId" | "type" | "receivedMs" | "userKey" | "tags">;

export interface Events {
  /** Undefined when the project already has an event with that id: SDKs may send one twice. */
  add(event: NewEvent): StoredEvent | undefined;
  has(projectId: string, eventId: string): boolean;
  /** Newest first. */
  list(filter: EventFilter): StoredEvent[];
  /** Errors and messages of a project in a period. */
  samples(projectId: string, fromMs: number, toMs: number): EventSample[];
  /** Samples of an issue since a time. */
  issueSamples(issueId: number, sinceMs: number): EventSample[];
  get(projectId: string, eventId: string): StoredEvent | undefined;
  /** Stored events only: the oldest are dropped. */
  count(projectId: string): number;
  /** The previous and next event of the same issue. */
  neighbours(event: StoredEvent): { previous: string | null; next: string | null };
}

/** `keep`: how many of a project's newest events are kept at least. */
export function openEvents(database: DatabaseSync, keep: number): Events {
  const insert = database.prepare(
    `insert into events (project_id, event_id, issue_id, type, title, received_ms, occurred_ms, environment, release, level, transaction_name, user_key, tags, payload)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (project_id, event_id) do nothing`,
  );
  const trim = trimming(database, "events", keep);
  const samples = database.prepare(
    "select issue_id, type, received_ms, user_key, tags from events where project_id = ? and type in ('error', 'default') and received_ms > ? and received_ms <= ?",
  );
  const issueSamples = database.prepare(
    "select issue_id, type, received_ms, user_key, tags from events where issue_id = ? and received_ms > ?",
  );
  const known = database.prepare("select 1 from events where project_id = ? and event_id = ?");
  const one = database.prepare("select * from events where project_id = ? and event_id = ?");
  const total = database.prepare("select count(*) as total from events where project_id = ?");
  const before = database.prepare(
    "select event_id from events where issue_id = ? and seq < ? order by seq desc limit 1",
  );
  const after = database.prepare(
    "select event_id from events where issue_id = ? and seq > ? order by seq limit 1",
  );
  return {
    add: (event) => {
      const added = insert.run(
        ...[
          event.projectId,
          event.eventId,
          event.issueId,
          event.type,
          event.title,
          event.receivedMs,
          event.occurredMs,
          event.environment,
        ],
        ...[
          event.release,
          event.level,
          event.transaction,
          event.userKey,
          JSON.stringify(event.tags),
          JSON.stringify(event.payload),
        ],
      );
      if (added.changes === 0) return undefined;
      trim(event.projectId, 1);
      return { ...event, seq: Number(added.lastInsertRowid) };
    },
    has: (projectId, eventId) => known.get(projectId, eventId) !== undefined,
    list: (filter) => listEvents(database, filter),
    samples: (projectId, fromMs, toMs) => samples.all(projectId, fromMs, toMs).map(sampleOf),
    issueSamples: (issueId, sinceMs) => issueSamples.all(issueId, sinceMs).map(sampleOf),
    get: (projectId, eventId) => {
      const row = one.get(projectId, eventId);
      return row && eventOf(row);
    },
    count: (projectId) => Number(total.get(projectId)?.total ?? 0),
    neighbours: (event) => ({
      previous: (before.get(event.issueId, event.seq)?.event_id as string | undefined) ?? null,
      next: (after.get(event.issueId, event.seq)?.event_id as string | undefined) ?? null,
    }),
  };
}

function listEvents(database: DatabaseSync, filter: EventFilter): StoredEvent[] {
  const types = filter.types ?? ["error", "default"];
  const terms: [string, string | number][] = [
    ...(filter.projectId === undefined
      ? []
      : [["project_id = ?", filter.projectId] as [string, string]]),
    ...(filter.issueId === undefined ? [] : [["issue_id = ?", filter.issueId] as [string, number]]),
    ...(filter.sinceMs === undefined
      ? []
      : [["received_ms > ?", filter.sinceMs] as [string, number]]),
  ];
  const where = [
    `type in (${types.map(() => "?").join(", ")})`,
    ...terms.map(([text]) => text),
  ].join(" and ");
  const rows = database
    .prepare(`select * from events where ${where} order by seq desc limit ? offset ?`)
    .all(...types, ...terms.map(([, value]) => value), filter.limit ?? -1, filter.offset ?? 0);
  return rows.map(eventOf);
}

function sampleOf(row: Record<string, SQLOutputValue>): EventSample {
  return {
    issueId: row.issue_id === null ? null : Number(row.issue_id),
    type: row.type as StoredEvent["type"],
    receivedMs: Number(row.received_ms),
    userKey: row.user_key as string | null,
    tags: JSON.parse(String(row.tags)) as StoredEvent["tags"],
  };
}

function eventOf(row: Record<string, SQLOutputValue>): StoredEvent {
  return {
    ...sampleOf(row),
    seq: Number(row.seq),
    projectId: String(row.project_id),
    eventId: String(row.event_id),
    title: String(row.title),
    occurredMs: Number(row.occurred_ms),
    environment: row.environment as string | null,
    release: row.release as string | null,
    level: String(row.level),
    transaction: row.transaction_name as string | null,
    payload: JSON.parse(String(row.payload)) as SentryEvent,
  };
}
