import { z } from "zod";
import type { Clock } from "../../../kernel/clock.ts";
import type { ClientKey, Project } from "../model.ts";
import type { EventStore } from "../store/event-store.ts";
import type { OutcomeName } from "../store/outcomes.ts";
import type { SessionCounts } from "../store/releases.ts";

interface Result {
  readonly outcome: OutcomeName;
  readonly reason?: string;
  readonly quantity?: number;
}

const count = z.number().int().nonnegative().optional();
const sessionAttributes = z.looseObject({ release: z.string(), environment: z.string().nullish() });
const oneSession = z.looseObject({
  status: z.string().optional(),
  init: z.boolean().optional(),
  errors: count,
  attrs: sessionAttributes,
});
const manySessions = z.looseObject({
  attrs: sessionAttributes,
  aggregates: z.array(
    z.looseObject({ exited: count, errored: count, crashed: count, abnormal: count }),
  ),
});

/** Adds sessions to their release (https://develop.sentry.dev/sdk/telemetry/sessions/). */
export function takeSessions(
  store: EventStore,
  clock: Clock,
  project: Project,
  type: string,
  content: unknown,
): Result {
  const parsed =
    type === "sessions" ? manySessions.safeParse(content) : oneSession.safeParse(content);
  if (!parsed.success) return { outcome: "invalid", reason: "invalid_session" };
  const counts =
    "aggregates" in parsed.data
      ? countAggregates(parsed.data as z.infer<typeof manySessions>)
      : countOne(parsed.data as z.infer<typeof oneSession>);
  store.releases.addSessions(project.id, parsed.data.attrs.release, clock.now(), counts);
  return {
    outcome: "accepted",
    quantity: Math.max(1, counts.exited + counts.errored + counts.crashed),
  };
}

function countAggregates(sessions: z.infer<typeof manySessions>): SessionCounts {
  const sum = (field: "exited" | "errored" | "crashed" | "abnormal") =>
    sessions.aggregates.reduce((total, each) => total + (each[field] ?? 0), 0);
  return {
    exited: sum("exited"),
    errored: sum("errored"),
    crashed: sum("crashed") + sum("abnormal"),
  };
}

/**
 * For a session that is sent more than once, the last update counts: those still `ok` have not
 * ended.
 */
function countOne(session: z.infer<typeof oneSession>): SessionCounts {
  const over = session.status !== undefined && session.status !== "ok";
  const crashed = session.status === "crashed" || session.status === "abnormal";
  const errored = !crashed && (session.errors ?? 0) > 0;
  return {
    exited: over && !crashed && !errored ? 1 : 0,
    errored: over && errored ? 1 : 0,
    crashed: over && crashed ? 1 : 0,
  };
}

const logItems = z.looseObject({
  items: z.array(
    z.looseObject({
      level: z.string().default("info"),
      body: z.coerce.string(),
      attributes: z.record(z.string(), z.looseObject({ value: z.unknown() })).default({}),
    }),
  ),
});

/** Stores the log lines of one `log` item, which contains many. */
export function takeLogs(
  store: EventStore,
  clock: Clock,
  project: Project,
  content: unknown,
): Result {
  const parsed = logItems.safeParse(content);
  if (!parsed.success) return { outcome: "invalid", reason: "invalid_log" };
  store.logs.add(
    parsed.data.items.map((line) => ({
      projectId: project.id,
      receivedMs: clock.now(),
      level: line.level,
      body: line.body,
      attributes: Object.fromEntries(
        Object.entries(line.attributes).map(([name, attribute]) => [name, attribute.value]),
      ),
    })),
  );
  return { outcome: "accepted", quantity: Math.max(1, parsed.data.items.length) };
}

const clientReport = z.looseObject({
  discarded_events: z
    .array(
      z.looseObject({
        reason: z.string().max(64),
        category: z.string().max(32),
        quantity: z.number().int().nonnegative(),
      }),
    )
    .default([]),
});

/** Adds what the SDK itself dropped: sampling, its own back-off after a 429. */
export function takeClientReport(
  store: EventStore,
  project: Project,
  key: ClientKey,
  content: unknown,
): Result {
  const parsed = clientReport.safeParse(content);
  if (!parsed.success) return { outcome: "invalid", reason: "invalid_client_report" };
  for (const { reason, category, quantity } of parsed.data.discarded_events) {
    store.outcomes.add({
      projectId: project.id,
      keyId: key.id,
      outcome: "client_discard",
      reason,
      category,
      quantity,
    });
  }
  return { outcome: "accepted" };
}
