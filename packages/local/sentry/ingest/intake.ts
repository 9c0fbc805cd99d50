import { randomBytes } from "node:crypto";
import type { Clock } from "../../kernel/clock.ts";
import {
  culpritOf,
  exceptionsOf,
  levelOf,
  metadataOf,
  type SentryEvent,
  tagsOf,
  timeOf,
  titleOf,
  typeOf,
  userKeyOf,
} from "./events/event.ts";
import { fingerprintOf, hashOf } from "./events/grouping.ts";
import type { Project } from "./model.ts";
import type { EventStore } from "./store/event-store.ts";
import type { NewEvent, StoredEvent } from "./store/events.ts";
import type { Sighted } from "./store/issues.ts";
import type { Span } from "./store/spans.ts";

/** A stored event and what it did to its issue; transactions have none. */
export interface TakenEvent {
  readonly event: StoredEvent;
  readonly sighted: Sighted | undefined;
}

/**
 * Stores an error, a message or a transaction. Undefined when the project already has the event.
 */
export function takeEvent(
  store: EventStore,
  clock: Clock,
  project: Project,
  sent: SentryEvent,
  envelopeEventId?: string,
): TakenEvent | undefined {
  const event = eventOf(clock, project, sent, envelopeEventId);
  if (store.events.has(project.id, event.eventId)) return undefined;
  return store.transaction(() => {
    const sighted =
      event.type === "transaction" ? undefined : sight(store, project, sent, event.receivedMs);
    const stored = store.events.add({ ...event, issueId: sighted?.issue.id ?? null });
    if (event.type === "transaction") store.spans.add(spansOf(project, sent, event));
    if (event.release)
      store.releases.seen(
        project.id,
        event.release,
        event.receivedMs,
        sighted?.change === "new" ? 1 : 0,
      );
    return stored && { event: stored, sighted };
  });
}

function eventOf(
  clock: Clock,
  project: Project,
  sent: SentryEvent,
  envelopeEventId: string | undefined,
): NewEvent {
  const receivedMs = clock.now();
  return {
    projectId: project.id,
    eventId: normalizeEventId(sent.event_id ?? envelopeEventId),
    issueId: null,
    type: typeOf(sent),
    title: titleOf(sent),
    receivedMs,
    occurredMs: timeOf(sent.timestamp) ?? receivedMs,
    environment: sent.environment ?? null,
    release: sent.release ?? null,
    level: levelOf(sent),
    transaction: sent.transaction ?? null,
    userKey: userKeyOf(sent) ?? null,
    tags: tagsOf(sent),
    payload: sent,
  };
}

/** 32 hex digits; SDKs may send a UUID with dashes, or nothing. */
function normalizeEventId(given: string | null | undefined): string {
  const id = given?.replaceAll("-", "").toLowerCase();
  return id && /^[0-9a-f]{32}$/.test(id) ? id : randomBytes(16).toString("hex");
}

const priorityByLevel: Readonly<Record<string, "low" | "medium" | "high">> = {
  fatal: "high",
  error: "high",
  warning: "medium",
};

function sight(store: EventStore, project: Project, sent: SentryEvent, seenMs: number): Sighted {
  const level = levelOf(sent);
  return store.issues.sight({
    projectId: project.id,
    hash: hashOf(fingerprintOf(sent)),
    category: "error",
    detectorId: null,
    type: typeOf(sent),
    title: titleOf(sent),
    culprit: culpritOf(sent),
    metadata: metadataOf(sent),
    level,
    platform: sent.platform ?? project.platform,
    logger: sent.logger ?? null,
    unhandled: exceptionsOf(sent).some((each) => each.mechanism?.handled === false),
    priority: priorityByLevel[level] ?? "low",
    seenMs,
  });
}

/** Sentry's failure rate counts every other status. */
const successes = new Set(["ok", "cancelled", "unknown"]);

function spansOf(project: Project, sent: SentryEvent, event: NewEvent): readonly Span[] {
  const trace = (sent.contexts?.trace ?? {}) as { op?: unknown; status?: unknown };
  const common = {
    projectId: project.id,
    receivedMs: event.receivedMs,
    transaction: event.transaction,
    environment: event.environment,
    release: event.release,
  };
  const failed = (status: unknown) => typeof status === "string" && !successes.has(status);
  const start = timeOf(sent.start_timestamp);
  const end = timeOf(sent.timestamp);
  const root: readonly Span[] =
    start === undefined || end === undefined
      ? []
      : [
          {
            ...common,
            isTransaction: true,
            op: typeof trace.op === "string" ? trace.op : null,
            description: event.transaction,
            failed: failed(trace.status),
            durationMs: end - start,
          },
        ];
  const children = (sent.spans ?? []).map((span) => ({
    ...common,
    isTransaction: false,
    op: span.op ?? null,
    description: span.description ?? null,
    failed: failed(span.status),
    durationMs: (span.timestamp - span.start_timestamp) * 1000,
  }));
  return [...root, ...children];
}
