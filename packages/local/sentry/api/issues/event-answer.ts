import { culpritOf, messageTextOf, metadataOf } from "../../ingest/events/event.ts";
import { fingerprintOf, hashOf } from "../../ingest/events/grouping.ts";
import type { EventStore } from "../../ingest/store/event-store.ts";
import type { StoredEvent } from "../../ingest/store/events.ts";

const isoOf = (ms: number) => new Date(ms).toISOString();
const textOrNull = (value: unknown) =>
  value === undefined || value === null ? null : String(value);

/** Sentry's user object of an event, always with the same keys. */
function userAnswer({ payload: { user } }: StoredEvent) {
  if (!user || Object.keys(user).length === 0) return null;
  const { id, email, username, ip_address, name, geo: _geo, data, ...others } = user;
  const own = {
    id: textOrNull(id),
    email: textOrNull(email),
    username: textOrNull(username),
    ip_address: textOrNull(ip_address),
    name: textOrNull(name),
  };
  return { ...own, geo: null, data: { ...(typeof data === "object" ? data : {}), ...others } };
}

/** Sentry's event as in lists. */
export function eventSummary(event: StoredEvent) {
  const { payload } = event;
  return {
    id: event.eventId,
    "event.type": event.type,
    groupID: event.issueId === null ? null : String(event.issueId),
    eventID: event.eventId,
    projectID: event.projectId,
    title: event.title,
    message: messageTextOf(payload),
    location: metadataOf(payload).filename ?? null,
    culprit: culpritOf(payload),
    user: userAnswer(event),
    tags: event.tags,
    platform: payload.platform ?? null,
    dateCreated: isoOf(event.occurredMs),
    crashFile: null,
    metadata: metadataOf(payload),
  };
}

/** Sentry's event in full. */
export function eventAnswer(events: EventStore, event: StoredEvent) {
  const { "event.type": _type, ...summary } = eventSummary(event);
  const { payload } = event;
  const neighbours = events.events.neighbours(event);
  return {
    ...summary,
    type: event.type,
    platform: payload.platform ?? "other",
    dateReceived: isoOf(event.receivedMs),
    contexts: payload.contexts ?? {},
    context: payload.extra ?? {},
    size: Buffer.byteLength(JSON.stringify(payload)),
    entries: entriesOf(event),
    dist: payload.dist ?? null,
    sdk: payload.sdk
      ? { name: payload.sdk.name ?? null, version: payload.sdk.version ?? null }
      : null,
    packages: payload.modules ?? {},
    errors: [],
    occurrence: null,
    _meta: {},
    fingerprints: event.issueId === null ? [] : [hashOf(fingerprintOf(payload))],
    release: event.release === null ? null : { version: event.release },
    userReport: null,
    sdkUpdates: [],
    resolvedWith: [],
    nextEventID: neighbours.next,
    previousEventID: neighbours.previous,
  };
}

/** The sections of an event, in Sentry's order. */
function entriesOf({ payload }: StoredEvent) {
  const parts: readonly (readonly [string, unknown])[] = [
    ["exception", payload.exception],
    [
      "message",
      payload.logentry ?? (payload.message ? { formatted: messageTextOf(payload) } : undefined),
    ],
    ["breadcrumbs", payload.breadcrumbs],
    ["request", payload.request],
    ["spans", payload.spans],
  ];
  return parts
    .filter(([, data]) => data !== undefined && data !== null)
    .map(([type, data]) => ({ type, data }));
}
