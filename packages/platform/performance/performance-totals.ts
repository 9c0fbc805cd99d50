import { parseFieldName } from "../metrics/metrics.ts";
import { bucketSeconds } from "../metrics/metrics-table.ts";

/** A route's numbers: errors, limited, microseconds, then the buckets. They only increase. */
export type RouteTotals = readonly number[];

const bucketsAt = 3;
const length = bucketsAt + bucketSeconds.length + 1;

export interface RouteMinute {
  readonly method: string;
  readonly route: string;
  readonly requests: number;
  readonly errors: number;
  readonly limited: number;
  readonly total_ms: number;
  readonly buckets: readonly number[];
}

/** The numbers of each route (`GET /health`) from the counters of all isolates. */
export function totalsByRoute(
  counts: ReadonlyMap<string, number>,
): Readonly<Record<string, RouteTotals>> {
  const routes: Record<string, number[]> = {};
  for (const [field, count] of counts) {
    const { name, labels, part } = parseFieldName(field);
    const index =
      name === "http_requests_total"
        ? indexOfStatus(labels.status ?? "")
        : name === "http_request_duration_seconds"
          ? indexOfPart(part)
          : undefined;
    if (index === undefined) continue;
    const key = `${labels.method} ${labels.route}`;
    const totals = routes[key] ?? Array<number>(length).fill(0);
    totals[index] = (totals[index] ?? 0) + count;
    routes[key] = totals;
  }
  return routes;
}

function indexOfStatus(status: string): number | undefined {
  if (status.startsWith("5")) return 0;
  return status === "429" ? 1 : undefined;
}

function indexOfPart(part: string): number {
  if (part === "sum") return 2;
  return part === "inf" ? length - 1 : bucketsAt + Number(part);
}

/** The increase since then, for each route that had requests. */
export function minutesSince(
  before: Readonly<Record<string, RouteTotals>>,
  now: Readonly<Record<string, RouteTotals>>,
): RouteMinute[] {
  return Object.entries(now).flatMap(([key, totals]) => {
    const known = before[key] ?? [];
    // Redis was emptied: its counters restarted.
    const isRestarted = totals.some((total, index) => total < (known[index] ?? 0));
    const grown = totals.map((total, index) => total - (isRestarted ? 0 : (known[index] ?? 0)));
    const [errors = 0, limited = 0, microseconds = 0, ...buckets] = grown;
    const requests = buckets.reduce((sum, count) => sum + count, 0);
    if (requests === 0) return [];
    const [method = "", route = ""] = key.split(" ");
    return [{ method, route, requests, errors, limited, total_ms: microseconds / 1000, buckets }];
  });
}

const systemCounters: Readonly<
  Record<string, (name: string, part: string, label: string) => boolean>
> = {
  cache_hits: (name, _part, result) =>
    name === "cache_reads_total" && !["computed", "bypassed"].includes(result),
  cache_reads: (name) => name === "cache_reads_total",
  query_count: (name, part) => name === "database_transaction_duration_seconds" && part !== "sum",
  query_microseconds: (name, part) =>
    name === "database_transaction_duration_seconds" && part === "sum",
};

/** The sums from which system metrics are computed. */
export function systemTotals(counts: ReadonlyMap<string, number>): Record<string, number> {
  const totals: Record<string, number> = {};
  for (const [field, count] of counts) {
    const { name, labels, part } = parseFieldName(field);
    for (const [total, isOf] of Object.entries(systemCounters))
      if (isOf(name, part, labels.result ?? "")) totals[total] = (totals[total] ?? 0) + count;
  }
  return totals;
}

/** The minute's numbers, without those for which nothing happened. */
export function numbersSince(
  before: Readonly<Record<string, number>>,
  now: Readonly<Record<string, number>>,
): Record<string, number> {
  const grown = (name: string) => {
    const [was, is] = [before[name] ?? 0, now[name] ?? 0];
    return is < was ? is : is - was;
  };
  const numbers: Record<string, number> = {};
  if (grown("cache_reads") > 0)
    numbers.cache_hit_rate = Math.min(1, grown("cache_hits") / grown("cache_reads"));
  if (grown("query_count") > 0)
    numbers.query_ms = grown("query_microseconds") / grown("query_count") / 1000;
  return numbers;
}
