import { OpenAPIHono } from "@hono/zod-openapi";
import { AppError } from "../errors/errors.ts";
import type { AppEnv } from "../runtime/app-env.ts";
import { operations } from "../runtime/operations.ts";

/**
 * Routes for testing error reporting. They do not exist unless DEBUG_ROUTES is set, and are in no
 * API document.
 */
export function debugRoutes(): OpenAPIHono<AppEnv> {
  const routes = new OpenAPIHono<AppEnv>();
  routes.get(operations.fail.path, (c) => {
    if (!c.env.settings.DEBUG_ROUTES) return c.notFound();
    throw new AppError("INTERNAL", "Intentional error.", {
      cause: new DebugError("Raised by /debug/error"),
    });
  });
  return routes;
}

/** A distinct name, so that it is easy to find in Sentry. */
class DebugError extends Error {
  override readonly name = "DebugError";
}
