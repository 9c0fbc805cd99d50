import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import { adminOnly } from "@seaworthy/platform/auth/admin";
import { claimsOf, signedIn } from "@seaworthy/platform/auth/signed-in";
import { serviceFor } from "@seaworthy/platform/database/database";
import { linkNext } from "@seaworthy/platform/keyset/keyset-link";
import { jsonOnly } from "@seaworthy/platform/request/json-body";
import { bodyOf, json } from "@seaworthy/platform/request/json-content";
import { problems, refuseInvalid } from "@seaworthy/platform/request/validation";
import { wholeNumber } from "@seaworthy/platform/request/whole-number";
import type { AppEnv } from "@seaworthy/platform/runtime/app-env";
import { insightPageSchema, insightSchema, mostInsights, newInsightSchema } from "../insight.ts";
import { hideInsight, writeInsight } from "../queries.ts";
import { getInsight, getInsights, insightsTag, noSuchInsight } from "../read.ts";
import { bearer, byId, cursor } from "./describe.ts";
import { limitLists, limitReads, limitWrites } from "./limits.ts";

const list = createRoute({
  method: "get",
  path: "/rest/insights",
  summary: "Insights, newest first",
  middleware: [limitLists] as const,
  request: {
    query: z.object({
      limit: wholeNumber({ least: 1, most: mostInsights, usual: 20 }),
      source: insightSchema.shape.source.optional(),
      cursor,
    }),
  },
  responses: {
    200: json("A page of insights", insightPageSchema),
    ...problems(400, 429, 503, 504),
  },
});
const one = createRoute({
  method: "get",
  path: "/rest/insights/{id}",
  summary: "One insight",
  middleware: [limitReads] as const,
  request: { params: byId },
  responses: { 200: json("The insight", insightSchema), ...problems(400, 404, 429, 503, 504) },
});
const add = createRoute({
  ...bearer,
  method: "post",
  path: "/rest/insights",
  summary: "Publish an insight, as an admin",
  middleware: [signedIn, adminOnly, limitWrites, jsonOnly] as const,
  request: { body: bodyOf(newInsightSchema) },
  responses: {
    201: json("The published insight", insightSchema),
    ...problems(400, 401, 403, 413, 415, 429, 503, 504),
  },
});
const hide = createRoute({
  ...bearer,
  method: "delete",
  path: "/rest/insights/{id}",
  summary: "Hide an insight, as an admin; it is deleted 30 days later",
  middleware: [signedIn, adminOnly, limitWrites] as const,
  request: { params: byId },
  responses: {
    204: { description: "The insight is hidden" },
    ...problems(400, 401, 403, 404, 429, 503, 504),
  },
});

export function publicRoutes(): OpenAPIHono<AppEnv> {
  const routes = new OpenAPIHono<AppEnv>({ defaultHook: refuseInvalid });
  routes.openapi(list, async (c) => {
    const { limit, source, cursor: after } = c.req.valid("query");
    const page = await getInsights(c, { limit, source, cursor: after });
    linkNext(c, page.nextCursor);
    return c.json(page, 200);
  });
  routes.openapi(add, async (c) => {
    const claims = claimsOf(c);
    const { database, cache } = c.var.services;
    const insight = await database.as(serviceFor(claims), (sql) =>
      writeInsight(sql, c.req.valid("json"), claims.sub),
    );
    await cache.invalidate([insightsTag]);
    c.var.log.audit("insight.published", { insightId: insight.id, userId: claims.sub });
    c.header("Location", `/rest/insights/${insight.id}`);
    return c.json(insight, 201);
  });
  routes.openapi(one, async (c) => c.json(await getInsight(c, c.req.valid("param").id), 200));
  routes.openapi(hide, async (c) => {
    const { id } = c.req.valid("param");
    const claims = claimsOf(c);
    const { database, cache } = c.var.services;
    const hidden = await database.as(serviceFor(claims), (sql) => hideInsight(sql, id));
    if (!hidden) throw noSuchInsight();
    await cache.invalidate([insightsTag]);
    c.var.log.audit("insight.hidden", { insightId: id, userId: claims.sub });
    return c.body(null, 204);
  });
  return routes;
}
