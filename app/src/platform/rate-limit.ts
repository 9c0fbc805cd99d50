import { createMiddleware } from "hono/factory";
import { z } from "zod";
import type { AppContext, AppEnv } from "./app-env.ts";
import { AppError } from "./errors.ts";
import type { RedisConnection } from "./redis.ts";

export interface RateLimit {
  /** Names the limit in Redis and in logs. */
  readonly name: string;
  readonly limit: number;
  readonly windowMs: number;
  /** What happens to a request when Redis does not answer: `open` lets it pass, `closed` answers 503. */
  readonly whenDown: "open" | "closed";
}

export interface Verdict {
  readonly allowed: boolean;
  readonly remaining: number;
  /** Until the oldest counted request leaves the window. */
  readonly resetMs: number;
}

/**
 * The exact sliding window: a sorted set of the times of the requests that passed. Redis's own clock counts, so isolates need not agree on
 * the time. A refused request is not counted, therefore a set never has more members than the limit.
 */
const slidingWindow = `
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local window = ARGV[2] * 1000
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - window)
local used = redis.call('ZCARD', KEYS[1])
local allowed = used < tonumber(ARGV[1])
if allowed then
  redis.call('ZADD', KEYS[1], now, ARGV[3])
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
  used = used + 1
end
local oldest = redis.call('ZRANGE', KEYS[1], 0, 0, 'WITHSCORES')
local reset = window
if oldest[2] then reset = oldest[2] + window - now end
return { allowed and 1 or 0, ARGV[1] - used, math.ceil(reset / 1000) }`;

const reply = z.tuple([z.coerce.number(), z.coerce.number(), z.coerce.number()]);

/** Counts one request of `subject` in one round trip. Throws REDIS_UNAVAILABLE. */
export async function countRequest(redis: RedisConnection, rule: RateLimit, subject: string): Promise<Verdict> {
  const answer = await redis.run(slidingWindow, [`limit:${rule.name}:${subject}`], [rule.limit, rule.windowMs, crypto.randomUUID()]);
  const [allowed, remaining, resetMs] = reply.parse(answer);
  return { allowed: allowed === 1, remaining, resetMs };
}

/** Limits a route for each subject, for instance each user, and says so in RateLimit headers. Throws RATE_LIMITED. */
export function rateLimit(rule: RateLimit, subjectOf: (c: AppContext) => string) {
  return createMiddleware<AppEnv>(async function rateLimit(c, next) {
    const verdict = await verdictOf(c, rule, subjectOf(c));
    if (verdict === undefined) return next();
    const headers = limitHeaders(rule, verdict);
    for (const [name, value] of Object.entries(headers)) c.header(name, value);
    if (!verdict.allowed) {
      c.var.log.warn("rate_limit.refused", { limit: rule.name });
      const retryAfter = { ...headers, "Retry-After": seconds(verdict.resetMs) };
      throw new AppError("RATE_LIMITED", `${rule.limit} requests in ${rule.windowMs / 1000} seconds are allowed.`, {
        retryable: true,
        headers: retryAfter,
      });
    }
    return next();
  });
}

async function verdictOf(c: AppContext, rule: RateLimit, subject: string): Promise<Verdict | undefined> {
  try {
    return await countRequest(c.var.services.limiter, rule, subject);
  } catch (thrown) {
    c.var.log.error("rate_limit.unavailable", { limit: rule.name, whenDown: rule.whenDown, error: thrown });
    if (rule.whenDown === "closed") throw thrown;
    return undefined;
  }
}

/** The fields of draft-ietf-httpapi-ratelimit-headers-06; reset is in seconds from now. */
function limitHeaders(rule: RateLimit, verdict: Verdict): Record<string, string> {
  return {
    "RateLimit-Limit": String(rule.limit),
    "RateLimit-Policy": `${rule.limit};w=${rule.windowMs / 1000}`,
    "RateLimit-Remaining": String(Math.max(0, verdict.remaining)),
    "RateLimit-Reset": seconds(verdict.resetMs),
  };
}

function seconds(ms: number): string {
  return String(Math.max(1, Math.ceil(ms / 1000)));
}
