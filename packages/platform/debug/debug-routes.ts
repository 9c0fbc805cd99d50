import { OpenAPIHono } from "@hono/zod-openapi";
import { AppError } from "../errors/errors.ts";
import type { AppEnv } from "../runtime/app-env.ts";
import { operations } from "../runtime/operations.ts";

/**
 * Routes for trying out error reporting. With DEBUG_ROUTES unset they do not exist; they are in no
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

/** Has a name of its own, so it is found in Sentry at once. */
class DebugError extends Error {
  override readonly name = "DebugError";
}
