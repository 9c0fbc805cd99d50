import { messageOf } from "@seaworthy/core/errors";
import type { Reading } from "./reading.ts";

export interface WatchLimits {
  /** In any hour. */
  readonly errorsPerHour: number;
  readonly connections: number;
  /** Of the cache's reads in an hour; undefined: not judged. */
  readonly hitShare: number | undefined;
  /** Share of requests that succeed; the rest is the error budget. */
  readonly availability: number;
}

export interface WatchPorts {
  read(): Promise<Reading>;
  /** Rejects when the run is interrupted. */
  sleep(ms: number): Promise<unknown>;
  /** Milliseconds since any fixed moment. */
  now(): number;
  say(line: string): void;
}

export interface WatchResult {
  /** `unknown`: nothing was shown, neither that the limits held nor that one is broken. */
  readonly outcome: "held" | "broken" | "unknown";
  readonly requests: number;
  readonly errors: number;
  readonly mostConnections: number;
  readonly hitShare: number | null;
  /** Errors as a share of those that these requests may have; null without requests. */
  readonly errorBudgetUsed: number | null;
  readonly readings: number;
  readonly seconds: number;
  /** Why the outcome is not `held`. */
  readonly reasons: readonly string[];
}

interface Moment extends Reading {
  readonly atMs: number;
}

const everyMs = 60_000;
const hourMs = 3_600_000;
/** A restart or a slow minute is no outage. */
const mostUnread = 5;
/** With fewer reads a share says nothing. */
const leastReads = 100;

/**
 * Looks each minute until the time is over, or until a limit is broken in some hour. A stack that
 * cannot be read, or that got no request, has shown nothing.
 */
export async function watch(
  forMs: number,
  limits: WatchLimits,
  ports: WatchPorts,
): Promise<WatchResult> {
  const began = ports.now();
  const moments: Moment[] = [];
  const result = (outcome: WatchResult["outcome"], reasons: readonly string[]): WatchResult => ({
    ...{ outcome, reasons, ...figuresOf(moments, limits) },
    seconds: Math.round((ports.now() - began) / 1000),
  });
  let unread = 0;
  for (;;) {
    const seen = await ports.read().catch((thrown: unknown) => messageOf(thrown));
    if (typeof seen === "string") {
      unread += 1;
      ports.say(`could not be read: ${seen}`);
      const reason = `the stack could not be read ${unread} times in a row: ${seen}`;
      if (unread >= mostUnread) return result("unknown", [reason]);
    } else {
      unread = 0;
      moments.push({ ...seen, atMs: ports.now() });
      const broken = brokenIn(moments, limits);
      if (broken.length > 0) return result("broken", broken);
    }
    const left = began + forMs - ports.now();
    if (left <= 0) break;
    await ports.sleep(Math.min(everyMs, left));
  }
  const held = result("held", []);
  if (held.requests > 0) return held;
  return result("unknown", ["no request came in, so nothing was shown"]);
}

/** Of the last hour. */
function brokenIn(moments: readonly Moment[], limits: WatchLimits): readonly string[] {
  const last = moments.at(-1);
  if (last === undefined) return [];
  const hour = moments.filter(({ atMs }) => atMs >= last.atMs - hourMs);
  const { errors, reads, hits } = grown(hour);
  const { errorsPerHour, connections, hitShare } = limits;
  const share = reads < leastReads ? undefined : hits / reads;
  return [
    ...(errors >= errorsPerHour
      ? [`${errors} errors within an hour; fewer than ${errorsPerHour} are allowed`]
      : []),
    ...(last.connections > connections
      ? [`${last.connections} database connections; at most ${connections} are allowed`]
      : []),
    ...(share !== undefined && hitShare !== undefined && share < hitShare
      ? [`${percent(share)} cache hits within an hour; at least ${percent(hitShare)} are required`]
      : []),
  ];
}

const percent = (share: number): string => `${Math.round(share * 1000) / 10} %`;

/** What was added from moment to moment; counts that fell were lost and began again. */
function grown(moments: readonly Moment[]) {
  const sums = { requests: 0, errors: 0, reads: 0, hits: 0 };
  for (const [index, after] of moments.entries()) {
    const before = moments[index - 1];
    if (before === undefined) continue;
    const since = (now: number, then: number) => (now >= then ? now - then : now);
    sums.requests += since(after.requests, before.requests);
    sums.errors += since(after.errors, before.errors);
    sums.reads += since(after.cacheReads, before.cacheReads);
    sums.hits += since(after.cacheHits, before.cacheHits);
  }
  return sums;
}

function figuresOf(
  moments: readonly Moment[],
  { availability }: WatchLimits,
): Omit<WatchResult, "outcome" | "reasons" | "seconds"> {
  const { requests, errors, reads, hits } = grown(moments);
  return {
    ...{ requests, errors },
    mostConnections: Math.max(0, ...moments.map(({ connections }) => connections)),
    hitShare: reads === 0 ? null : hits / reads,
    errorBudgetUsed: requests === 0 ? null : errors / (requests * (1 - availability)),
    readings: moments.length,
  };
}
