import { createMiddleware } from "hono/factory";
import { AppError } from "../errors/errors.ts";
import { waitedTooLong } from "../request/deadline.ts";
import { within } from "../request/time-limit.ts";
import type { AppContext, AppEnv } from "../runtime/app-env.ts";
import type { Clock } from "../runtime/clock.ts";
import { olderFields, rateLimitFields, type Standings, wholeSeconds } from "./rate-limit-fields.ts";
import { memoryLimits } from "./rate-limit-memory.ts";
import { postgresLimits } from "./rate-limit-postgres.ts";
import { redisLimits } from "./rate-limit-redis.ts";
import type { Count, LimitStore, Quota, Standing } from "./rate-limit-store.ts";
import type { SubjectOf } from "./rate-limit-subjects.ts";

export interface RateLimit extends Quota {
  /**
   * What happens when the store does not respond. `open`: this isolate counts on its own, which
   * still stops a flood. `closed`: 503, for routes where an outage must not bypass the limit.
   */
  readonly whenDown: "open" | "closed";
  /**
   * Where requests are counted: `redis` (default), or `postgres` for what must survive the loss of
   * Redis.
   */
  readonly store?: "redis" | "postgres";
  /**
   * Also sends RateLimit-Limit, -Remaining and -Reset of older drafts. Default false.
   */
  readonly olderFields?: boolean;
}

/**
 * This isolate's own counters: plain numbers, so unlike connections they can be shared by requests.
 */
const fallbacks = new WeakMap<Clock, LimitStore>();

/**
 * Limits a route per subject, for example per user, and adds RateLimit headers. Throws
 * RATE_LIMITED.
 *
 * ```ts
 * const perUser = { name: "posts", limit: 30, windowMs: 60_000, whenDown: "closed" } as const;
 * app.post("/rest/posts", signedIn, rateLimit(perUser, byUser), handler);
 * ```
 */
export function rateLimit(rule: RateLimit, subjectOf: SubjectOf) {
  const { whenDown, store = "redis", olderFields = false } = rule;
  return rateLimits({ whenDown, store, olderFields }, [[rule, subjectOf]]);
}

/**
 * Several quotas of one route, such as a user's and an address's, in one round trip. A request
 * rejected by one of them counts for none.
 */
export function rateLimits(mode: Mode, quotas: readonly (readonly [Quota, SubjectOf])[]) {
  return createMiddleware<AppEnv>(async function rateLimits(c, next) {
    const counts = quotas.map(([quota, subjectOf]) => ({ quota, subject: subjectOf(c) }));
    const standings = pairs(counts, await standingsOf(c, mode, counts));
    const fields = fieldsOf(standings, mode.olderFields ?? false);
    for (const [name, value] of Object.entries(fields)) c.header(name, value);
    const violated = standings.filter(({ standing }) => !standing.hasRoom);
    if (violated.length > 0) throw refusal(c, violated, fields);
    return next();
  });
}

/** A limit's behaviour, whatever it counts. */
type Mode = Pick<RateLimit, "whenDown" | "store" | "olderFields">;

async function standingsOf(
  c: AppContext,
  mode: Mode,
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

function pairs(counts: readonly Count[], standings: readonly Standing[]): Standings {
  return counts.map(({ quota }, index) => {
    const standing = standings[index];
    if (standing !== undefined) return { quota, standing };
    throw new AppError("INTERNAL", "The error has been reported.", {
      cause: "a rate limit without a result",
    });
  });
}

function fieldsOf(standings: Standings, older: boolean): Record<string, string> {
  const places = ({ quota, standing }: Standings[number]) =>
    standing.hasRoom ? standing.remaining / quota.limit : -1;
  const tightest = [...standings].sort((one, other) => places(one) - places(other)).at(0);
  return {
    ...rateLimitFields(standings),
    ...(older && tightest !== undefined ? olderFields(tightest) : {}),
  };
}

/** Retry when every quota that rejected has room again. */
function refusal(
  c: AppContext,
  violated: Standings,
  fields: Readonly<Record<string, string>>,
): AppError {
  const names = violated.map(({ quota }) => quota.name);
  c.var.log.warn("rate_limit.refused", { limits: names });
  const allowed = violated.map(
    ({ quota }) => `${quota.limit} requests in ${wholeSeconds(quota.windowMs)} seconds`,
  );
  const waitMs = Math.max(...violated.map(({ standing }) => standing.resetMs));
  return new AppError("RATE_LIMITED", `The limit is ${allowed.join(", and ")}. Try again later.`, {
    retryable: true,
    type: "https://iana.org/assignments/http-problem-types#quota-exceeded",
    members: { "violated-policies": names },
    headers: { ...fields, "Retry-After": String(wholeSeconds(waitMs)) },
  });
}
