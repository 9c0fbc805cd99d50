import { createMiddleware } from "hono/factory";
import { follow, reporterOf } from "../observability/error-reports.ts";
import { createLogger, type WriteLine } from "../observability/logger.ts";
import type { AppEnv } from "../runtime/app-env.ts";
import type { Clock } from "../runtime/clock.ts";
import { setHeader } from "./set-header.ts";

/** Long enough to be unique, without characters that could forge a log line or a header. */
const acceptable = /^[A-Za-z0-9_.-]{8,128}$/;

/** Cloudflare's own request id, without the data center's code. */
const ray = /^([0-9a-f]{16,32})(?:-[A-Z]{3})?$/i;

/**
 * Sets each request's id: a valid X-Request-ID is kept, so that a call can be traced through
 * services; otherwise Cloudflare's ray, which the zone also puts on responses served from its
 * cache; otherwise a new one. The id is in the response, in every log line, in problem bodies and
 * in Sentry as tag `request_id`.
 */
export function requestId(write: WriteLine, clock: Clock) {
  return createMiddleware<AppEnv>(async function requestId(c, next) {
    const id = idOf(c.req.header("x-request-id"), c.req.header("cf-ray"));
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

function idOf(given: string | undefined, rayHeader: string | undefined): string {
  if (given !== undefined && acceptable.test(given)) return given;
  return ray.exec(rayHeader ?? "")?.[1] ?? crypto.randomUUID();
}
