import { culpritOf, exceptionsOf, framesOf, messageTextOf, typeOf } from "../events/event.ts";
import type { Condition } from "../model.ts";
import type { EventStore } from "../store/event-store.ts";
import type { EventSample, StoredEvent } from "../store/events.ts";
import type { Issue } from "../store/issues.ts";

/**
 * What an alert's filter condition is evaluated on. `event` is undefined for an issue of a metric
 * monitor.
 */
export interface AlertSubject {
  readonly store: EventStore;
  readonly issue: Issue;
  readonly event: StoredEvent | undefined;
  readonly nowMs: number;
}

type Judge = (comparison: Record<string, unknown>, subject: AlertSubject) => boolean;

const priorities = { low: 25, medium: 50, high: 75 } as const;
const levels: Readonly<Record<string, number>> = {
  sample: 0,
  debug: 10,
  info: 20,
  warning: 30,
  error: 40,
  fatal: 50,
};
const minute = 60_000;
const ageUnits: Readonly<Record<string, number>> = {
  minute,
  hour: 60 * minute,
  day: 1440 * minute,
  week: 10_080 * minute,
};
/** Sentry writes an hour in both ways. */
const intervals: Readonly<Record<string, number>> = {
  ...{
    "1min": minute,
    "5min": 5 * minute,
    "15min": 15 * minute,
    "1hr": 60 * minute,
    "1h": 60 * minute,
  },
  ...{ "1d": 1440 * minute, "1w": 10_080 * minute, "30d": 43_200 * minute },
};
const categories = { error: 1, metric: 11 } as const;

/** The filter conditions that are evaluated. The API rejects every other type by name. */
export const filterConditions: Readonly<Record<string, Judge>> = {
  level: ({ level, match }, { issue }) =>
    compareNumbers(levels[issue.level] ?? 40, String(match), Number(level)),
  tagged_event: ({ key, match, value }, { event }) =>
    matches(event?.tags.find((tag) => tag.key === key)?.value, String(match), value),
  event_attribute: ({ attribute, match, value }, { event }) =>
    matches(attributeOf(event, String(attribute)), String(match), value),
  issue_occurrences: ({ value }, { issue }) => issue.count >= Number(value),
  issue_category: ({ value, include }, { issue }) =>
    (categories[issue.category] === Number(value)) === (include !== false),
  issue_priority_greater_or_equal: (comparison, { issue }) =>
    priorities[issue.priority] >= Number(comparison.value),
  age_comparison: ({ time, value, comparisonType }, { issue, nowMs }) => {
    const ageMs = nowMs - issue.firstSeenMs;
    const limitMs = Number(value) * (ageUnits[String(time)] ?? minute);
    return comparisonType === "older" ? ageMs > limitMs : ageMs < limitMs;
  },
  assigned_to: ({ targetType }) => targetType === "Unassigned",
  latest_release: (_comparison, { event, store }) =>
    event?.release !== undefined &&
    event.release !== null &&
    event.release === store.releases.latest(event.projectId),
  event_frequency_count: (comparison, subject) =>
    recentEvents(comparison, subject).length > Number(comparison.value),
  event_unique_user_frequency_count: (comparison, subject) =>
    new Set(recentEvents(comparison, subject).flatMap((event) => event.userKey ?? [])).size >
    Number(comparison.value),
};

/** True when the condition is met, or is not met and is negated. */
export function holds(condition: Condition, subject: AlertSubject): boolean {
  const judge = filterConditions[condition.type];
  if (!judge) return false;
  const { comparison } = condition;
  const fields =
    typeof comparison === "object" && comparison !== null
      ? (comparison as Record<string, unknown>)
      : { value: comparison };
  return judge(fields, subject) === (condition.conditionResult !== false);
}

function recentEvents(
  comparison: Record<string, unknown>,
  { store, issue, nowMs }: AlertSubject,
): EventSample[] {
  const sinceMs = nowMs - (intervals[String(comparison.interval)] ?? 60 * minute);
  return store.events.issueSamples(issue.id, sinceMs);
}

function compareNumbers(given: number, match: string, wanted: number): boolean {
  return match === "gte" ? given >= wanted : match === "lte" ? given <= wanted : given === wanted;
}

/** Sentry's text comparisons; case-insensitive. */
function matches(given: string | undefined, match: string, wanted: unknown): boolean {
  const text = (given ?? "").toLowerCase();
  const value = String(wanted ?? "").toLowerCase();
  const comparisons: Readonly<Record<string, boolean>> = {
    is: given !== undefined,
    ns: given === undefined,
    eq: text === value,
    ne: text !== value,
    co: text.includes(value),
    nc: !text.includes(value),
    sw: text.startsWith(value),
    ew: text.endsWith(value),
  };
  return comparisons[match] ?? false;
}

function attributeOf(event: StoredEvent | undefined, attribute: string): string | undefined {
  if (!event) return undefined;
  const sent = event.payload;
  const last = exceptionsOf(sent).at(-1);
  const handled = last?.mechanism?.handled;
  const text = (value: unknown) =>
    value === undefined || value === null ? undefined : String(value);
  const attributes: Readonly<Record<string, string | undefined>> = {
    message: messageTextOf(sent) || event.title,
    culprit: culpritOf(sent),
    platform: text(sent.platform),
    environment: text(sent.environment),
    release: text(sent.release),
    type: typeOf(sent),
    "error.handled": text(handled),
    "error.unhandled": handled === undefined || handled === null ? undefined : String(!handled),
    "exception.type": text(last?.type),
    "exception.value": text(last?.value),
    "user.id": text(sent.user?.id),
    "user.email": text(sent.user?.email),
    "user.username": text(sent.user?.username),
    "user.ip_address": text(sent.user?.ip_address),
    "http.url": text(sent.request?.url),
    "http.method": text(sent.request?.method),
    "sdk.name": text(sent.sdk?.name),
    "stacktrace.filename": text(framesOf(last).at(-1)?.filename),
    "stacktrace.module": text(framesOf(last).at(-1)?.module),
  };
  return attributes[attribute];
}
