import type { Context } from "hono";
import type { Issue } from "../../ingest/store/issues.ts";
import { problem } from "../http/problem.ts";

const unitMs: Readonly<Record<string, number>> = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

type Chosen = (issue: Issue) => boolean;

/** A project's list takes statsPeriod for its charts alone, with these values. */
export function checkChartPeriod(context: Context): void {
  const period = context.req.query("statsPeriod");
  if (period === undefined || ["", "24h", "14d"].includes(period)) return;
  const detail = 'Invalid stats_period. Valid choices are "", "24h", and "14d"';
  throw problem(400, { detail });
}

/** The organization's list: issues seen between `start` and `end`, or within `statsPeriod`. */
export function seenInPeriod(context: Context, nowMs: number): Chosen {
  const [start, end] = ["start", "end"].map((name) => timeOf(context, name));
  const period = context.req.query("statsPeriod");
  if (period) return seenBetween(nowMs - periodMs(period), nowMs);
  if (start === undefined && end === undefined) return () => true;
  if (start === undefined || end === undefined)
    throw problem(400, { detail: "start and end are both required" });
  if (start > end) throw problem(400, { detail: "start must be before end" });
  return seenBetween(start, end);
}

const seenBetween =
  (from: number, to: number): Chosen =>
  ({ firstSeenMs, lastSeenMs }) =>
    lastSeenMs >= from && firstSeenMs <= to;

function periodMs(period: string): number {
  const [, count, unit = "s"] = /^(\d{1,9})([smhdw]?)$/.exec(period) ?? [];
  if (count === undefined)
    throw problem(400, { detail: `Invalid statsPeriod: '${period.slice(0, 100)}'` });
  return Number(count) * (unitMs[unit] ?? 1_000);
}

/** UTC where the text names no zone, as at Sentry. */
function timeOf(context: Context, name: string): number | undefined {
  const text = context.req.query(name);
  if (!text) return undefined;
  const ms = Date.parse(/(Z|[+-]\d\d:?\d\d)$/.test(text) ? text : `${text}Z`);
  if (Number.isNaN(ms))
    throw problem(400, { detail: `${text.slice(0, 100)} is not a valid ISO8601 date query` });
  return ms;
}
