import { createMiddleware } from "hono/factory";
import { AppError } from "../errors/errors.ts";
import { waitedTooLong } from "../request/deadline.ts";
import { within } from "../request/time-limit.ts";
import type { AppContext, AppEnv } from "../runtime/app-env.ts";
import type { Clock } from "../runtime/clock.ts";
import { memoryLimits } from "./rate-limit-memory.ts";
import { postgresLimits } from "./rate-limit-postgres.ts";
import { redisLimits } from "./rate-limit-redis.ts";
import type { Count, LimitStore, Quota, Standing } from "./rate-limit-store.ts";
import type { SubjectOf } from "./rate-limit-subjects.ts";

export interface RateLimit extends Quota {
  /**
   * What happens to a request when the store does not answer. `open`: this isolate counts alone, so
   * a flood is still held back. `closed`: 503, for routes where an outage must be no way round the
   * limit.
   */
  readonly whenDown: "open" | "closed";
  /**
   * Where is counted: `redis` (default), or `postgres` for what has to outlast the loss of Redis.
   */
  readonly store?: "redis" | "postgres";
}

/** This isolate's own counters: numbers, so unlike a connection they may be shared by requests. */
const fallbacks = new WeakMap<Clock, LimitStore>();

/**
 * Limits a route for each subject, for instance each user, and says so in RateLimit headers. Throws
 * RATE_LIMITED.
 *
 * ```ts
 * app.post("/rest/posts", signedIn, rateLimit({ name: "posts", limit: 30, windowMs: 60_000,
 * whenDown: "closed" }, byUser), handler);
 * ```
 */
export function rateLimit(rule: RateLimit, subjectOf: SubjectOf) {
  return rateLimits({ whenDown: rule.whenDown, store: rule.store ?? "redis" }, [[rule, subjectOf]]);
}

/**
 * Several quotas of one route, such as a user's and an address's, in one round trip. A request that
 * one of them refuses counts for none.
 */
export function rateLimits(
  mode: Pick<RateLimit, "whenDown" | "store">,
  quotas: readonly (readonly [Quota, SubjectOf])[],
) {
  return createMiddleware<AppEnv>(async function rateLimits(c, next) {
    const counts = quotas.map(([quota, subjectOf]) => ({ quota, subject: subjectOf(c) }));
    const standings = await standingsOf(c, mode, counts);
    const { quota, standing } = tightest(counts, standings);
    for (const [name, value] of Object.entries(limitHeaders(quota, standing)))
      c.header(name, value);
    if (!standing.hasRoom) throw refusal(c, quota, standing);
    return next();
  });
}

async function standingsOf(
  c: AppContext,
  mode: Pick<RateLimit, "whenDown" | "store">,
  counts: readonly Count[],
): Promise<Standing[]> {
  const { services } = c.var;
  try {
    const store =
      mode.store === "postgres" ? postgresLimits(services.database) : redisLimits(services.limiter);
    return await within(services.deadline.remainingMs(), store.count(counts), waitedTooLong);
  } catch (thrown) {
    const limits = counts.map(({ quota }) => quota.name);
    c.var.log.error("rate_limit.unavailable", { limits, whenDown: mode.whenDown, error: thrown });
    if (mode.whenDown === "closed" || services.deadline.remainingMs() === 0) throw thrown;
    return fallbackOf(services.clock).count(counts);
  }
}

function fallbackOf(clock: Clock): LimitStore {
  const known = fallbacks.get(clock) ?? memoryLimits(clock);
  fallbacks.set(clock, known);
  return known;
}

/** The quota to tell of: the one that refuses, or else the one with the fewest places left. */
function tightest(
  counts: readonly Count[],
  standings: readonly Standing[],
): { quota: Quota; standing: Standing } {
  const pairs = counts.flatMap(({ quota }, index) => {
    const standing = standings[index];
    return standing === undefined ? [] : [{ quota, standing }];
  });
  const [first, ...others] = pairs;
  if (first === undefined)
    throw new AppError("INTERNAL", "The error has been reported.", {
      cause: "a rate limit without a standing",
    });
  const places = ({ standing }: { standing: Standing }) =>
    standing.hasRoom ? standing.remaining : -1;
  return others.reduce((least, pair) => (places(pair) < places(least) ? pair : least), first);
}

function refusal(c: AppContext, quota: Quota, standing: Standing): AppError {
  c.var.log.warn("rate_limit.refused", { limit: quota.name });
  return new AppError(
    "RATE_LIMITED",
    `${quota.limit} requests in ${quota.windowMs / 1000} seconds are allowed.`,
    {
      retryable: true,
      headers: { ...limitHeaders(quota, standing), "Retry-After": seconds(standing.resetMs) },
    },
  );
}

/** The fields of draft-ietf-httpapi-ratelimit-headers-06; reset is in seconds from now. */
function limitHeaders(quota: Quota, standing: Standing): Record<string, string> {
  return {
    "RateLimit-Limit": String(quota.limit),
    "RateLimit-Policy": `${quota.limit};w=${quota.windowMs / 1000}`,
    "RateLimit-Remaining": String(standing.remaining),
    "RateLimit-Reset": seconds(standing.resetMs),
  };
}

function seconds(ms: number): string {
  return String(Math.max(1, Math.ceil(ms / 1000)));
}
