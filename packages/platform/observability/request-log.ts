import { createMiddleware } from "hono/factory";
import type { AppEnv } from "../runtime/app-env.ts";
import type { Clock } from "../runtime/clock.ts";

/**
 * One line per completed request. Probes come every few seconds and are left out while they
 * succeed.
 */
export function requestLog(clock: Clock) {
  return createMiddleware<AppEnv>(async function requestLog(c, next) {
    const startedAt = clock.now();
    await next();
    const { status } = c.res;
    if (c.req.path.startsWith("/health") && status < 400) return;
    c.var.log.info("request", { status, durationMs: clock.now() - startedAt });
  });
}
