import { defined } from "@seaworthy/core/defined";
import { z } from "zod";
import { type Alert, type Alerts, isBeyond, isWell } from "./alert.ts";
import { added, isWindowed, numberOf, type Totals, totalsOf } from "./alert-window.ts";

const incidentSchema = z.object({
  /** Also groups its events at Sentry: another incident is another issue, and another mail. */
  id: z.string(),
  since: z.number(),
  value: z.number(),
  /** Whether Sentry accepted it. */
  isDelivered: z.boolean(),
});
export type Incident = z.output<typeof incidentSchema>;

const progressSchema = z.object({
  /** Consecutive evaluations beyond the limit, well within it, and without enough samples. */
  beyond: z.number(),
  well: z.number(),
  idle: z.number(),
  /** The number in the last evaluation that had one. */
  value: z.number().optional(),
  incident: incidentSchema.optional(),
});
type Progress = z.output<typeof progressSchema>;

/** State passed from one evaluation to the next. */
export const alertStateSchema = z.object({
  /** Time of the last evaluation, in milliseconds. */
  at: z.number(),
  samples: z.array(
    z.object({ at: z.number(), totals: z.record(z.string(), z.array(z.number()).readonly()) }),
  ),
  progress: z.record(z.string(), progressSchema),
});
export type AlertState = z.output<typeof alertStateSchema>;

export const noState: AlertState = { at: 0, samples: [], progress: {} };

/** What an evaluation has read. Unreadable values are undefined. */
export interface Readings {
  readonly counts: ReadonlyMap<string, number> | undefined;
  readonly gauges: ReadonlyMap<string, number> | undefined;
  readonly probes: Readonly<Record<string, number | undefined>>;
}

export interface Evaluation {
  readonly state: AlertState;
  /** Alerts that started in this evaluation. */
  readonly opened: readonly string[];
  /** Alerts whose incident has ended. */
  readonly closed: readonly { readonly name: string; readonly incident: Incident }[];
}

/** The time of an evaluation. */
export interface Moment {
  readonly now: number;
  /** Incidents of one alert within the same step count as one: a minute, or longer. */
  readonly stepMs: number;
  /**
   * No state of earlier evaluations is available, and none of this one will be kept: do not wait.
   */
  readonly isAtOnce?: boolean;
}

const minuteMs = 60_000;
/** An incident ends after this many evaluations without numbers: the service is no longer used. */
const idleEvaluations = 30;

/** One evaluation. An unknown number changes nothing: it neither opens nor closes an incident. */
export function evaluate(
  alerts: Alerts,
  before: AlertState,
  readings: Readings,
  moment: Moment,
): Evaluation {
  const { now } = moment;
  const samples = sampled(alerts, before, readings, now);
  const progress: Record<string, Progress> = {};
  for (const [name, alert] of Object.entries(alerts)) {
    const number = numberFor(name, alert, samples, readings, now);
    const isImplied = (alert.impliedBy ?? []).some((cause) => isActive(progress[cause]));
    const known = before.progress[name] ?? { beyond: 0, well: 0, idle: 0 };
    progress[name] = step(alert, known, number, { ...moment, isImplied });
  }
  const incidents = (from: Readonly<Record<string, Progress>>) =>
    Object.entries(from).flatMap(([name, { incident }]) => (incident ? [{ name, incident }] : []));
  return {
    state: { at: now, samples, progress },
    opened: incidents(progress)
      .filter(({ name, incident }) => before.progress[name]?.incident?.id !== incident.id)
      .map(({ name }) => name),
    closed: incidents(before.progress).filter(({ name }) => !progress[name]?.incident),
  };
}

/** Firing, or would be after one more evaluation. */
const isActive = (progress: Progress | undefined): boolean =>
  progress !== undefined && (progress.incident !== undefined || progress.beyond > 0);

function sampled(
  alerts: Alerts,
  { samples }: AlertState,
  { counts }: Readings,
  now: number,
): AlertState["samples"] {
  const needed = Math.max(
    ...Object.values(alerts).map(({ measure }) => (isWindowed(measure) ? minutesOf(measure) : 0)),
    1,
  );
  // Two windows are enough to find the start of the current one, whatever the cron missed.
  const recent = samples.filter(({ at }) => now - at <= 2 * needed * minuteMs);
  if (counts === undefined) return recent;
  const totals = Object.entries(alerts).flatMap(([name, { measure }]) =>
    isWindowed(measure) ? [[name, [...totalsOf(measure, counts)]] as const] : [],
  );
  return [...recent, { at: now, totals: Object.fromEntries(totals) }];
}

const minutesOf = ({ minutes = 5 }: { readonly minutes?: number }): number => minutes;

/** `unread`: unknown; `few`: too few samples. */
type Number = number | "unread" | "few";

function numberFor(
  name: string,
  { measure }: Alert,
  samples: AlertState["samples"],
  { counts, gauges, probes }: Readings,
  now: number,
): Number {
  if (measure.kind === "probe") return probes[name] ?? "unread";
  if (measure.kind === "gauge")
    return gauges === undefined ? "unread" : (gauges.get(measure.gauge) ?? 0);
  if (counts === undefined) return "unread";
  const began = windowStart(name, samples, now, minutesOf(measure) * minuteMs);
  // The newest sample contains these counts.
  const ended = samples.at(-1)?.totals[name];
  if (began === undefined || ended === undefined) return "few";
  return numberOf(measure, added(began, ended)) ?? "few";
}

/** The newest sample that is older than the window, otherwise the oldest one. */
function windowStart(
  name: string,
  samples: AlertState["samples"],
  now: number,
  windowMs: number,
): Totals | undefined {
  // Half a minute less: crons run some seconds early or late.
  const older = samples.filter(({ at }) => now - at >= windowMs - minuteMs / 2);
  const [oldest] = samples.filter(({ at }) => at < now);
  return (older.at(-1) ?? oldest)?.totals[name];
}

function step(
  alert: Alert,
  { beyond, well, idle, value, incident }: Progress,
  number: Number,
  { isImplied, now, stepMs, isAtOnce = false }: Moment & { readonly isImplied: boolean },
): Progress {
  const same = { beyond, well, idle, ...defined({ value, incident }) };
  if (number === "unread") return same;
  if (number === "few") {
    const isOver = incident !== undefined && idle + 1 >= idleEvaluations;
    return { beyond: 0, well: 0, idle: idle + 1, ...defined(isOver ? {} : { value, incident }) };
  }
  if (isBeyond(alert, number)) {
    const times = beyond + 1;
    const isLongEnough = isAtOnce || times >= (alert.firesAfter ?? 1);
    const id = new Date(now - (now % stepMs)).toISOString();
    const opened =
      incident === undefined && !isImplied && isLongEnough
        ? { id, since: now, value: number, isDelivered: false }
        : incident;
    return { beyond: times, well: 0, idle: 0, ...defined({ value: number, incident: opened }) };
  }
  const times = isWell(alert, number) ? well + 1 : 0;
  const isOver = times >= (alert.clearsAfter ?? 5);
  return {
    beyond: 0,
    well: times,
    idle: 0,
    ...defined({ value: number, incident: isOver ? undefined : incident }),
  };
}
