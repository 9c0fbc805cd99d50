import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import { json } from "../request/json-content.ts";
import { problems } from "../request/validation.ts";
import type { AppEnv } from "../runtime/app-env.ts";
import { operations } from "../runtime/operations.ts";
import { checkReadiness } from "./health-checks.ts";

/** There are no more bindings. */
const mostProblems = 100;

const overviewSchema = z
  .object({
    status: z.enum(["healthy", "degraded", "unhealthy"]),
    environment: z.string(),
    version: z.string(),
    errors: z.array(z.string()).max(mostProblems).readonly(),
    warnings: z.array(z.string()).max(mostProblems).readonly(),
  })
  .openapi("Health");
const checkSchema = z.enum(["healthy", "unhealthy"]);
const readinessSchema = z
  .object({
    status: z.enum(["ready", "not ready"]),
    checks: z.object({ database: checkSchema, redis: checkSchema }),
  })
  .openapi("Readiness");

const overview = createRoute({
  method: "get",
  path: "/health",
  "x-audience": "monitors",
  summary: "Whether the Worker is configured",
  responses: {
    200: json("Configured; `degraded` if there are warnings", overviewSchema),
    503: json("A critical binding is missing", overviewSchema),
    ...problems(),
  },
});
const live = createRoute({
  method: "get",
  ...operations.live,
  "x-audience": "monitors",
  summary: "Whether the Worker runs",
  responses: {
    200: json("The Worker responds", z.object({ status: z.literal("alive") })),
    ...problems(),
  },
});
const ready = createRoute({
  method: "get",
  ...operations.ready,
  "x-audience": "monitors",
  summary: "Whether the database and both Redis databases respond",
  responses: {
    200: json("The database and Redis respond", readinessSchema),
    503: json("At least one does not respond", readinessSchema),
    ...problems(),
  },
});

const noneReady = { database: "unhealthy", redis: "unhealthy" } as const;

/** The probes. They need no bindings, so they can report a missing one. */
export function healthRoutes(): OpenAPIHono<AppEnv> {
  const routes = new OpenAPIHono<AppEnv>();
  routes.use("/health/*", async (c, next) => {
    await next();
    c.header("Cache-Control", "no-store");
  });
  routes.openapi(overview, (c) => {
    const { bindings, errors, warnings, settings } = c.env;
    const status =
      bindings === undefined ? "unhealthy" : warnings.length > 0 ? "degraded" : "healthy";
    const body = {
      status,
      environment: bindings?.ENVIRONMENT ?? "unknown",
      version: settings.CF_VERSION_METADATA?.id ?? "unknown",
      errors,
      warnings,
    } as const;
    return bindings === undefined ? c.json(body, 503) : c.json(body, 200);
  });
  routes.openapi(live, (c) => c.json({ status: "alive" } as const, 200));
  routes.openapi(ready, async (c) => {
    const { bindings } = c.env;
    const checks = bindings === undefined ? noneReady : await checkReadiness(bindings, c.var.log);
    const isReady = checks.database === "healthy" && checks.redis === "healthy";
    return isReady
      ? c.json({ status: "ready", checks } as const, 200)
      : c.json({ status: "not ready", checks } as const, 503);
  });
  return routes;
}
