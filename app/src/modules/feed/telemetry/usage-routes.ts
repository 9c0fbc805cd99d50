import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import { claimsOf, signedIn } from "@seaworthy/platform/auth/signed-in";
import { service } from "@seaworthy/platform/database/database";
import { rateLimit } from "@seaworthy/platform/rate-limit/rate-limit";
import { byUser } from "@seaworthy/platform/rate-limit/rate-limit-subjects";
import { jsonOnly } from "@seaworthy/platform/request/json-body";
import { bodyOf, json } from "@seaworthy/platform/request/json-content";
import { problems, refuseInvalid } from "@seaworthy/platform/request/validation";
import type { AppContext, AppEnv } from "@seaworthy/platform/runtime/app-env";

const mostEvents = 50;
const longestText = 200;
const usageSchema = z
  .strictObject({
    events: z
      .array(
        z.strictObject({
          event: z.string().regex(/^[a-z][a-z0-9_.]{0,55}$/),
          quantity: z.int().min(1).max(1_000).default(1),
          /** The measured value, for a metric. */
          value: z.number().min(-1e12).max(1e12).optional(),
          page: z.string().max(longestText).optional(),
        }),
      )
      .min(1)
      .max(mostEvents),
  })
  .openapi("Usage");

/** Usage is not worth failing for when Redis is down: each isolate then counts alone. */
const limitUsage = rateLimit(
  { name: "usage", limit: 60, windowMs: 60_000, whenDown: "open" },
  byUser,
);

const usage = createRoute({
  method: "post",
  path: "/rest/usage",
  summary: "What a client used or measured; kept for 30 days",
  security: [{ bearer: [] }],
  middleware: [signedIn, jsonOnly, limitUsage] as const,
  request: { body: bodyOf(usageSchema) },
  responses: {
    202: json("Accepted", z.object({ taken: z.number() })),
    ...problems(400, 401, 413, 415, 429, 503, 504),
  },
});

export function usageRoutes(): OpenAPIHono<AppEnv> {
  const routes = new OpenAPIHono<AppEnv>({ defaultHook: refuseInvalid });
  routes.openapi(usage, async (c) => {
    const { events } = c.req.valid("json");
    await logUsage(c, claimsOf(c).sub, events);
    c.header("Cache-Control", "private, no-store");
    return c.json({ taken: events.length }, 202);
  });
  return routes;
}

/** Stored under `client.`, so clients cannot forge the server's own counts. */
async function logUsage(
  { var: { services } }: AppContext,
  userId: string,
  events: z.output<typeof usageSchema>["events"],
): Promise<void> {
  const rows = events.map(({ event, quantity, ...meta }) => ({
    event: `client.${event}`,
    quantity,
    meta,
  }));
  await services.database.as(
    service,
    (sql) => sql`
      select log_usage_event_v2(e.event, e.quantity, ${userId}::uuid, e.meta)
      from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb)
        as e (event text, quantity integer, meta jsonb)`,
  );
}
