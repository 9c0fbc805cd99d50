import { readMetrics, samplesIn } from "../worker/metrics.ts";
import { type Times, total } from "./times.ts";
import type { Measured } from "./verdict.ts";

/** One version's numbers since its deployment, by route. */
export interface Numbers {
  /** By route: responses, and those with 5xx. */
  readonly answers: ReadonlyMap<string, { readonly requests: number; readonly errors: number }>;
  /** By route, cumulative counts by upper bound. */
  readonly times: ReadonlyMap<string, ReadonlyMap<number, number>>;
  /** By database role, like `times`. */
  readonly waiting: ReadonlyMap<string, ReadonlyMap<number, number>>;
  readonly holding: ReadonlyMap<string, ReadonlyMap<number, number>>;
}

/** What the app counted for that version. Throws VENDOR_*. */
export async function readNumbers(
  appUrl: string,
  token: string,
  versionId: string,
  headers: Readonly<Record<string, string>>,
): Promise<Numbers> {
  return parseNumbers(
    await readMetrics(appUrl, token, { query: `?version=${versionId}`, headers }),
  );
}

/** Parses what a comparison needs from Prometheus' text format. */
export function parseNumbers(text: string): Numbers {
  const answers = new Map<string, { requests: number; errors: number }>();
  const times = new Map<string, Map<number, number>>();
  const waiting = new Map<string, Map<number, number>>();
  const holding = new Map<string, Map<number, number>>();
  for (const { name, labels, value } of samplesIn(text)) {
    const route = `${labels.method} ${labels.route}`;
    if (name === "http_requests_total" && labels.status !== "429") {
      const known = answers.get(route) ?? { requests: 0, errors: 0 };
      const isError = labels.status?.startsWith("5") === true;
      answers.set(route, {
        requests: known.requests + value,
        errors: known.errors + (isError ? value : 0),
      });
    }
    if (name === "http_request_duration_seconds_bucket")
      add(times.get(route) ?? setNew(times, route), labels.le, value);
    const role = labels.role ?? "";
    if (name === "database_opening_duration_seconds_bucket")
      add(waiting.get(role) ?? setNew(waiting, role), labels.le, value);
    if (name === "database_transaction_duration_seconds_bucket")
      add(holding.get(role) ?? setNew(holding, role), labels.le, value);
  }
  return { answers, times, waiting, holding };
}

function setNew(times: Map<string, Map<number, number>>, route: string): Map<number, number> {
  const made = new Map<number, number>();
  times.set(route, made);
  return made;
}

function add(counts: Map<number, number>, le: string | undefined, value: number): void {
  const bound = le === "+Inf" ? Number.POSITIVE_INFINITY : Number(le);
  counts.set(bound, (counts.get(bound) ?? 0) + value);
}

/**
 * The two versions' numbers since then. Only times of routes that both served are compared, and of
 * transactions in roles that both used: other traffic would make a version look slow.
 */
export function compare(
  fresh: readonly [before: Numbers, after: Numbers],
  old: readonly [before: Numbers, after: Numbers],
): { readonly fresh: Measured; readonly old: Measured } {
  const routes = shared([...since(fresh).keys()], [...since(old).keys()]);
  const roles = shared(usedRoles(fresh), usedRoles(old));
  return { fresh: measured(fresh, routes, roles), old: measured(old, routes, roles) };
}

const shared = (some: readonly string[], others: readonly string[]): readonly string[] =>
  some.filter((one) => others.includes(one));

const usedRoles = ([before, after]: readonly [Numbers, Numbers]): readonly string[] =>
  [...after.waiting].flatMap(([role, counts]) =>
    total(timesOf(before.waiting.get(role) ?? new Map(), counts)) > 0 ? [role] : [],
  );

/** All counts of a version so far, for all routes and roles. */
export const allOf = (numbers: Numbers): Measured =>
  measured([parseNumbers(""), numbers], [...numbers.times.keys()], [...numbers.waiting.keys()]);

function since([before, after]: readonly [Numbers, Numbers]) {
  const grown = [...after.answers].map(([route, { requests, errors }]) => {
    const then = before.answers.get(route) ?? { requests: 0, errors: 0 };
    return [route, { requests: requests - then.requests, errors: errors - then.errors }] as const;
  });
  return new Map(grown.filter(([, { requests }]) => requests > 0));
}

function measured(
  numbers: readonly [before: Numbers, after: Numbers],
  routes: readonly string[],
  roles: readonly string[],
): Measured {
  const all = [...since(numbers).values()];
  const [before, after] = numbers;
  const ofRoutes = ({ times }: Numbers) => merged(routes.map((route) => times.get(route)));
  const ofRoles = (from: Numbers, kind: "waiting" | "holding") =>
    merged(roles.map((role) => from[kind].get(role)));
  return {
    requests: all.reduce((sum, { requests }) => sum + requests, 0),
    errors: all.reduce((sum, { errors }) => sum + errors, 0),
    times: timesOf(ofRoutes(before), ofRoutes(after)),
    waiting: timesOf(ofRoles(before, "waiting"), ofRoles(after, "waiting")),
    holding: timesOf(ofRoles(before, "holding"), ofRoles(after, "holding")),
  };
}

function merged(
  all: readonly (ReadonlyMap<number, number> | undefined)[],
): ReadonlyMap<number, number> {
  const sums = new Map<number, number>();
  for (const one of all)
    for (const [bound, count] of one ?? []) sums.set(bound, (sums.get(bound) ?? 0) + count);
  return sums;
}

/** From cumulative counts at two times to counts per bucket between them. */
function timesOf(before: ReadonlyMap<number, number>, after: ReadonlyMap<number, number>): Times {
  const bounds = [...after.keys()].sort((a, b) => a - b);
  const cumulative = bounds.map((bound) => (after.get(bound) ?? 0) - (before.get(bound) ?? 0));
  const counts = cumulative.map((count, index) => count - (cumulative[index - 1] ?? 0));
  return { upToSeconds: bounds.filter(Number.isFinite), counts };
}
