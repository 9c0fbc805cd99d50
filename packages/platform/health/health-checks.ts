import type { Bindings } from "../bindings/bindings.ts";
import { type Database, openDatabase } from "../database/database.ts";
import { AppError } from "../errors/errors.ts";
import type { Logger } from "../observability/logger.ts";
import { cacheAccess, limiterAccess, openRedis } from "../redis/redis.ts";
import { startDeadline } from "../request/deadline.ts";
import { within } from "../request/time-limit.ts";
import { systemClock } from "../runtime/clock.ts";
import { isolate } from "../runtime/isolate.ts";

export type Health = "healthy" | "unhealthy";

/** Shorter than 5 seconds, after which monitors time out. */
export const checkLimitMs = 2_000;

/** Everything that the app depends on, each part separately. */
export interface PartsHealth {
  readonly pooler: Health;
  readonly postgres: Health;
  readonly cache: Health;
  readonly limiter: Health;
  readonly errorTracking: Health;
}

/**
 * What requests depend on, under the names used in probe responses. Each check ends within 2
 * seconds.
 */
export async function checkReadiness(
  bindings: Bindings,
  log: Logger,
): Promise<{ database: Health; redis: Health }> {
  const [database, redis] = await Promise.all([
    checkDatabase(bindings, log),
    checkRedis(bindings, log),
  ]);
  const isRedisHealthy = redis.cache === "healthy" && redis.limiter === "healthy";
  return { database: database.postgres, redis: isRedisHealthy ? "healthy" : "unhealthy" };
}

/**
 * A more detailed check, part by part: distinguishes a pooler that responds from the PostgreSQL
 * behind it.
 */
export async function checkParts(bindings: Bindings, log: Logger): Promise<PartsHealth> {
  const [database, redis, errorTracking] = await Promise.all([
    checkDatabase(bindings, log),
    checkRedis(bindings, log),
    healthOf(log, "error tracking", reachErrorTracking(bindings.SENTRY_DSN)),
  ]);
  return { ...database, ...redis, errorTracking };
}

async function checkDatabase(
  bindings: Bindings,
  log: Logger,
): Promise<Pick<PartsHealth, "pooler" | "postgres">> {
  const deadline = startDeadline(systemClock, checkLimitMs);
  const database: Database = openDatabase({
    bindings,
    deadline,
    log,
    metrics: isolate.metrics,
    clock: systemClock,
  });
  const postgres = await healthOf(log, "database", database.ping(checkLimitMs));
  const pooler = database.reachedPooler() ? "healthy" : "unhealthy";
  await database.close();
  return { pooler, postgres };
}

async function checkRedis(
  bindings: Bindings,
  log: Logger,
): Promise<Pick<PartsHealth, "cache" | "limiter">> {
  const [cache, limiter] = await Promise.all([
    healthOf(log, "cache", openRedis(cacheAccess(bindings)).ping(checkLimitMs)),
    healthOf(log, "limiter", openRedis(limiterAccess(bindings)).ping(checkLimitMs)),
  ]);
  return { cache, limiter };
}

/**
 * Whether the error tracker accepts connections; its response does not matter. Nothing can fail
 * when none is configured.
 */
async function reachErrorTracking(dsn: string | undefined): Promise<void> {
  if (dsn === undefined) return;
  const late = () => new AppError("UPSTREAM_TIMEOUT", `No response within ${checkLimitMs} ms.`);
  const signal = AbortSignal.timeout(checkLimitMs);
  const response = await within(
    checkLimitMs,
    fetch(new URL("/", dsn).origin, { method: "HEAD", redirect: "manual", signal }),
    late,
  );
  await response.body?.cancel();
}

/** A check's outcome as a word; the reason for a failure is in the log. */
async function healthOf(log: Logger, name: string, probe: Promise<unknown>): Promise<Health> {
  try {
    await probe;
    return "healthy";
  } catch (error) {
    log.warn("health.unhealthy", { check: name, error });
    return "unhealthy";
  }
}
