import { createMiddleware } from "hono/factory";
import { follow, reporterOf } from "../observability/error-reports.ts";
import { createLogger, type WriteLine } from "../observability/logger.ts";
import type { AppEnv } from "../runtime/app-env.ts";
import type { Clock } from "../runtime/clock.ts";
import { setHeader } from "./set-header.ts";

/** Long enough to be unique, and nothing that could forge a log line or a header. */
const acceptable = /^[A-Za-z0-9_.-]{8,128}$/;

/**
 * Gives each request its id: a valid X-Request-ID is kept, so that a call can be followed through
 * services, anything else is replaced. The id is in the answer, in every log line, in problem
 * bodies and in Sentry as tag `request_id`.
 */
export function requestId(write: WriteLine, clock: Clock) {
  return createMiddleware<AppEnv>(async function requestId(c, next) {
    const given = c.req.header("x-request-id");
    const id = given !== undefined && acceptable.test(given) ? given : crypto.randomUUID();
    c.set("requestId", id);
    c.set(
      "log",
      createLogger(
        write,
        clock,
        { requestId: id, method: c.req.method, path: c.req.path },
        c.env.redactor,
      ),
    );
    c.set("reportError", reporterOf(c));
    await follow(c, next);
    setHeader(c, "X-Request-ID", id);
  });
}
