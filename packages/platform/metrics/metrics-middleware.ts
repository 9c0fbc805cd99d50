import { createMiddleware } from "hono/factory";
import { routePath } from "hono/route";
import { AppError } from "../errors/errors.ts";
import { limiterAccess, openRedis } from "../redis/redis.ts";
import type { AppContext, AppEnv } from "../runtime/app-env.ts";
import type { Clock } from "../runtime/clock.ts";
import { isolate } from "../runtime/isolate.ts";
import { openMetricsStore } from "./metrics-store.ts";

const methods = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);

/**
 * Counts and times every response by its route, and schedules writing the isolate's numbers. Labels
 * come from the code, never from the caller.
 */
export function measureRequests(clock: Clock) {
  return createMiddleware<AppEnv>(async function measureRequests(c, next) {
    const startedAt = clock.now();
    isolate.metrics.version ??= c.env.settings.CF_VERSION_METADATA?.id;
    await next();
    const labels = {
      method: methods.has(c.req.method) ? c.req.method : "OTHER",
      route: routeOf(c),
    };
    isolate.metrics.count("http_requests_total", { ...labels, status: String(c.res.status) });
    countFailedLogin(c);
    isolate.metrics.observe("http_request_duration_seconds", labels, clock.now() - startedAt);
    if (!c.req.path.startsWith("/health")) writeSoon(c, clock);
  });
}

/** An invalid token or key. Expired ones do not count: every client sends those. */
function countFailedLogin(c: AppContext): void {
  if (!(c.error instanceof AppError) || c.error.code !== "UNAUTHENTICATED") return;
  const [kind] = credentials.find(([, header]) => c.req.header(header) !== undefined) ?? [];
  if (kind !== undefined) isolate.metrics.count("authentication_failures_total", { kind });
}

const credentials = [
  ["bearer", "authorization"],
  ["key", "x-api-key"],
] as const;

/** The pattern of the last handler; unmatched requests share one series. */
function routeOf(c: AppContext): string {
  const path = routePath(c, -1);
  return path.includes("*") ? "unmatched" : path;
}

/** The limiter's Redis, because the cache's may evict keys when its memory is full. */
function writeSoon(c: AppContext, clock: Clock): void {
  const { bindings } = c.env;
  if (bindings === undefined) return;
  const { log } = c.var;
  const store = openMetricsStore(openRedis(limiterAccess(bindings)));
  isolate.flushSoon(
    clock.now(),
    (work) => c.executionCtx.waitUntil(work),
    () =>
      store
        .flush(isolate.metrics)
        .catch((error: unknown) => log.warn("metrics.unwritten", { error })),
  );
}
