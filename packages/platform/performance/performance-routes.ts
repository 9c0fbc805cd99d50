import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import { operatorOnly } from "../auth/operator.ts";
import { type Sql, service } from "../database/database.ts";
import { json } from "../request/json-content.ts";
import { problems, refuseInvalid } from "../request/validation.ts";
import { wholeNumber } from "../request/whole-number.ts";
import type { AppEnv } from "../runtime/app-env.ts";

const mostRoutes = 100;
const mostHours = 168;
const milliseconds = z.number().nullable();
const bottleneck = z.object({
  method: z.string(),
  route: z.string(),
  requests: z.number(),
  meanMs: milliseconds,
  p95Ms: milliseconds,
  errorRate: z.number(),
  issue: z.string(),
});
const hour = z.object({
  hour: z.string(),
  requests: z.number(),
  errorRate: z.number().nullable(),
  meanMs: milliseconds,
  p95Ms: milliseconds,
  p99Ms: milliseconds,
  cacheHitRate: z.number().nullable(),
  queryMs: milliseconds,
});
const performanceSchema = z
  .object({
    metrics: z.record(z.string(), z.number().nullable()),
    bottlenecks: z.array(bottleneck).max(mostRoutes),
    summary: z.array(hour).max(mostHours + 1),
  })
  .openapi("Performance");

const show = createRoute({
  method: "get",
  path: "/internal/performance",
  summary: "How fast the service was in the last hours, and which routes were not",
  security: [{ operator: [] }],
  middleware: [operatorOnly] as const,
  request: { query: z.object({ hours: wholeNumber({ least: 1, most: mostHours, usual: 1 }) }) },
  responses: {
    200: json("Totals, the slowest routes, and figures by hour", performanceSchema),
    ...problems(400, 401, 503, 504),
  },
});

/** The content of `request_metrics`, for operators. */
export function performanceRoutes(): OpenAPIHono<AppEnv> {
  const routes = new OpenAPIHono<AppEnv>({ defaultHook: refuseInvalid });
  routes.openapi(show, async (c) => {
    const { hours } = c.req.valid("query");
    const found = await c.var.services.database.read(service, async (sql) => ({
      metrics: await readMetrics(sql, hours),
      bottlenecks: await readBottlenecks(sql, hours),
      summary: await readSummary(sql, hours),
    }));
    return c.json(found, 200);
  });
  return routes;
}

async function readMetrics(sql: Sql, hours: number): Promise<Record<string, number | null>> {
  const rows = await sql<{ metric: string; value: number | null }[]>`
    select metric, value from get_performance_metrics(${hours})`;
  return Object.fromEntries(rows.map(({ metric, value }) => [metric, value]));
}

async function readBottlenecks(sql: Sql, hours: number) {
  const rows = await sql<z.output<typeof bottleneck>[]>`
    select method, route, requests::int as requests, avg_response_time as "meanMs",
      p95_response_time as "p95Ms", error_rate as "errorRate", issue
    from get_performance_bottlenecks(${hours}) limit ${mostRoutes}`;
  return [...rows];
}

async function readSummary(sql: Sql, hours: number) {
  const rows = await sql<z.output<typeof hour>[]>`
    select to_json(hour) #>> '{}' as hour, requests::int as requests, error_rate as "errorRate",
      avg_response_time as "meanMs", p95_response_time as "p95Ms", p99_response_time as "p99Ms",
      cache_hit_rate as "cacheHitRate", avg_query_time as "queryMs"
    from performance_summary where hour > now() - make_interval(hours => ${hours + 1})
    order by hour desc limit ${hours + 1}`;
  return [...rows];
}
