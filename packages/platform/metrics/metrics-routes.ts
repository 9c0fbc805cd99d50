import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import { operatorOnly } from "../auth/operator.ts";
import type { Module } from "../modules/define-module.ts";
import { problems } from "../request/validation.ts";
import type { AppEnv } from "../runtime/app-env.ts";
import { isolate } from "../runtime/isolate.ts";
import { readGauges } from "./metrics-gauges.ts";
import { openMetricsStore } from "./metrics-store.ts";
import { metricsOfAll } from "./metrics-table.ts";
import { renderMetrics } from "./metrics-text.ts";

const metrics = createRoute({
  method: "get",
  path: "/metrics",
  summary: "Metrics of all isolates, or of those of one version, in Prometheus text format",
  security: [{ operator: [] }],
  middleware: [operatorOnly] as const,
  request: { query: z.strictObject({ version: z.guid().optional() }) },
  responses: {
    200: { description: "The metrics", content: { "text/plain": { schema: z.string() } } },
    ...problems(400, 401, 503),
  },
});

/**
 * The numbers for a scraper with the operator's token; first writes what this isolate has not
 * written yet.
 */
export function metricsRoutes(modules: readonly Module[]): OpenAPIHono<AppEnv> {
  const table = metricsOfAll(modules);
  const routes = new OpenAPIHono<AppEnv>();
  routes.openapi(metrics, async (c) => {
    const { limiter, clock } = c.var.services;
    const store = openMetricsStore(limiter);
    await store.flush(isolate.metrics);
    const { version } = c.req.valid("query");
    const gauges = version === undefined ? await readGauges(limiter, clock.now()) : undefined;
    c.header("Cache-Control", "no-store");
    return c.text(renderMetrics(await store.read(version), table, gauges), 200, {
      "Content-Type": "text/plain; version=0.0.4; charset=utf-8",
    });
  });
  return routes;
}
