import type { Bindings } from "./bindings.ts";
import { systemClock } from "./clock.ts";
import { openDatabase } from "./database.ts";
import { startDeadline } from "./deadline.ts";
import { AppError } from "./errors.ts";
import { isolate } from "./isolate.ts";
import type { Logger } from "./logger.ts";
import { cacheAccess, limiterAccess, openRedis } from "./redis.ts";
import { within } from "./time-limit.ts";

export type Health = "healthy" | "unhealthy";

/** Shorter than the 5 seconds after which monitors give up. */
export const checkLimitMs = 2_000;

/** What a request needs, by the names that probes are answered with. Each check ends within 2 seconds. */
export async function checkReadiness(bindings: Bindings, log: Logger): Promise<{ database: Health; redis: Health }> {
  const [database, cache, limiter] = await Promise.all([
    healthOf(log, "database", pingDatabase(bindings, log)),
    healthOf(log, "cache", openRedis(cacheAccess(bindings)).ping(checkLimitMs)),
    healthOf(log, "limiter", openRedis(limiterAccess(bindings)).ping(checkLimitMs)),
  ]);
  return { database, redis: cache === "healthy" && limiter === "healthy" ? "healthy" : "unhealthy" };
}

async function pingDatabase(bindings: Bindings, log: Logger): Promise<void> {
  const deadline = startDeadline(systemClock, checkLimitMs);
  const database = openDatabase({ bindings, deadline, log, metrics: isolate.metrics, clock: systemClock });
  try {
    await database.ping(checkLimitMs);
  } finally {
    await database.close();
  }
}

/** Whether the error tracker takes connections; what it answers does not matter. Not configured counts as healthy. */
export async function checkErrorTracking(dsn: string | undefined): Promise<void> {
  if (dsn === undefined) return;
  const late = () => new AppError("UPSTREAM_TIMEOUT", `No answer within ${checkLimitMs} ms.`);
  const response = await within(checkLimitMs, fetch(new URL("/", dsn), { method: "HEAD", redirect: "manual" }), late);
  await response.body?.cancel();
}

/** The outcome of a check as a word; why it failed is in the log. */
export async function healthOf(log: Logger, name: string, probe: Promise<unknown>): Promise<Health> {
  try {
    await probe;
    return "healthy";
  } catch (error) {
    log.warn("health.unhealthy", { check: name, error });
    return "unhealthy";
  }
}
