import { setImmediate } from "node:timers/promises";
import { parseBoundedJson } from "../../../kernel/bounds/bounded-json.ts";
import type { Clock } from "../../../kernel/clock.ts";
import { sentryEvent } from "../events/event.ts";
import { filterThatDrops } from "../filters/inbound-filters.ts";
import { type TakenEvent, takeEvent } from "../intake.ts";
import type { KeyLimiter } from "../keys/key-limiter.ts";
import type { ClientKey, Project } from "../model.ts";
import type { EventStore } from "../store/event-store.ts";
import type { OutcomeName } from "../store/outcomes.ts";
import type { Symbolicate } from "../symbolication/symbolicate.ts";
import type { Envelope, EnvelopeItem } from "./envelope.ts";
import { type ItemKind, itemKinds, keyLimitCategories } from "./item-kinds.ts";
import { takeClientReport, takeLogs, takeSessions } from "./lesser-items.ts";

export interface Sender {
  readonly project: Project;
  readonly key: ClientKey;
}

export interface IntakeServices {
  readonly store: EventStore;
  readonly clock: Clock;
  readonly limiter: KeyLimiter;
  readonly symbolicate: Symbolicate;
  /** Called after an event is stored; evaluates alerts. */
  onTaken(taken: TakenEvent, project: Project): void;
}

export interface EnvelopeResult {
  /** Id of the stored event, if any. */
  readonly eventId: string | undefined;
  /** Seconds until the key's quota is available again, if something was dropped because of it. */
  readonly retryAfterSeconds: number | undefined;
  /** True when the key's quota caused everything in the envelope to be dropped. */
  readonly nothingTaken: boolean;
}

interface ItemResult {
  readonly outcome: OutcomeName;
  readonly reason?: string;
  readonly quantity?: number;
  readonly eventId?: string;
  readonly retryAfterSeconds?: number;
}

/** How long to process items before yielding to other work in this process. */
const turnMs = 10;

/** Processes every item of an envelope and counts its outcome. */
export async function takeEnvelope(
  services: IntakeServices,
  sender: Sender,
  envelope: Envelope,
): Promise<EnvelopeResult> {
  const results: ItemResult[] = [];
  let turnStarted = performance.now();
  for (const item of envelope.items) {
    // Attachments belong to the preceding event and are dropped with it.
    const withEvent =
      item.headers.type === "attachment"
        ? results.find((result) => result.outcome === "rate_limited")
        : undefined;
    const result = withEvent ?? takeItem(services, sender, item, envelope.headers.event_id);
    countOutcome(services.store, sender, item, result);
    results.push(result);
    if (performance.now() - turnStarted > turnMs) {
      await setImmediate();
      turnStarted = performance.now();
    }
  }
  const retry = results
    .map((result) => result.retryAfterSeconds)
    .filter((seconds) => seconds !== undefined);
  return {
    eventId: results.find((result) => result.eventId)?.eventId,
    retryAfterSeconds: retry.length === 0 ? undefined : Math.max(...retry),
    nothingTaken:
      results.length > 0 && results.every((result) => result.outcome === "rate_limited"),
  };
}

/** The first item over its size limit: Relay rejects the whole envelope because of it. */
export function oversizedItem(envelope: Envelope): EnvelopeItem | undefined {
  return envelope.items.find(
    (item) =>
      item.payload.length > (itemKinds[item.headers.type]?.maxBytes ?? Number.POSITIVE_INFINITY),
  );
}

/** Counts everything in an envelope that is rejected as a whole. */
export function countRefused(
  store: EventStore,
  sender: Sender,
  envelope: Envelope,
  reason: string,
): void {
  for (const item of envelope.items)
    countOutcome(store, sender, item, { outcome: "invalid", reason });
}

function countOutcome(
  store: EventStore,
  { project, key }: Sender,
  item: EnvelopeItem,
  result: ItemResult,
): void {
  const category = itemKinds[item.headers.type]?.category ?? "unknown";
  if (category === "internal" && result.outcome === "accepted") return;
  const quantity = result.quantity ?? item.headers.item_count ?? 1;
  store.outcomes.add({
    projectId: project.id,
    keyId: key.id,
    outcome: result.outcome,
    reason: result.reason ?? "",
    category,
    quantity,
  });
}

function takeItem(
  services: IntakeServices,
  sender: Sender,
  item: EnvelopeItem,
  envelopeEventId: string | undefined,
): ItemResult {
  const kind = itemKinds[item.headers.type];
  if (!kind) return { outcome: "invalid", reason: `unknown_item:${item.headers.type}` };
  const limited = takeQuota(services, sender, kind);
  if (limited !== undefined)
    return { outcome: "rate_limited", reason: "key_quota", retryAfterSeconds: limited };
  const result = takeContent(services, sender, kind, item, envelopeEventId);
  if (result.outcome !== "accepted" && keyLimitCategories.includes(kind.category))
    services.limiter.refund(sender.key.id);
  return result;
}

function takeQuota(
  { limiter }: IntakeServices,
  { key }: Sender,
  kind: ItemKind,
): number | undefined {
  return keyLimitCategories.includes(kind.category)
    ? limiter.take(key.id, key.rateLimit)
    : undefined;
}

function takeContent(
  services: IntakeServices,
  sender: Sender,
  kind: ItemKind,
  item: EnvelopeItem,
  envelopeEventId: string | undefined,
): ItemResult {
  const { store, clock } = services;
  if (kind.handling === "counted") return { outcome: "accepted" };
  const content = parseJson(item.payload);
  if (content === undefined) return { outcome: "invalid", reason: "invalid_json" };
  switch (kind.handling) {
    case "sessions":
      return takeSessions(store, clock, sender.project, item.headers.type, content);
    case "logs":
      return takeLogs(store, clock, sender.project, content);
    case "client_report":
      return takeClientReport(store, sender.project, sender.key, content);
    default:
      return takeEventItem(services, sender, kind, content, envelopeEventId);
  }
}

function takeEventItem(
  services: IntakeServices,
  { project }: Sender,
  kind: ItemKind,
  content: unknown,
  envelopeEventId: string | undefined,
): ItemResult {
  const parsed = sentryEvent.safeParse(content);
  if (!parsed.success) return { outcome: "invalid", reason: "invalid_event" };
  const event =
    kind.handling === "transaction" ? { ...parsed.data, type: "transaction" } : parsed.data;
  const filter = filterThatDrops(event, project);
  if (filter) return { outcome: "filtered", reason: filter };
  const traced = services.symbolicate(project.id, event);
  const taken = takeEvent(services.store, services.clock, project, traced, envelopeEventId);
  if (!taken) return { outcome: "invalid", reason: "duplicate" };
  services.onTaken(taken, project);
  return { outcome: "accepted", eventId: taken.event.eventId };
}

function parseJson(payload: Buffer): unknown {
  try {
    return parseBoundedJson(payload.toString("utf8"));
  } catch {
    // A payload that is not JSON or is nested too deep is an outcome to count, not a server error.
    return undefined;
  }
}
