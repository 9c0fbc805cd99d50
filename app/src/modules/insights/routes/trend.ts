import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import { adminOnly } from "@seaworthy/platform/auth/admin";
import { claimsOf, signedIn } from "@seaworthy/platform/auth/signed-in";
import { serviceFor } from "@seaworthy/platform/database/database";
import { jsonOnly } from "@seaworthy/platform/request/json-body";
import { bodyOf, json } from "@seaworthy/platform/request/json-content";
import { problems, refuseInvalid } from "@seaworthy/platform/request/validation";
import type { AppEnv } from "@seaworthy/platform/runtime/app-env";
import { sse } from "@seaworthy/platform/sse/sse";
import { switchedOn } from "@seaworthy/platform/switches/switched-on";
import { trendPointSchema } from "../insight.ts";
import { insights } from "../module.ts";
import { getInsight, noSuchInsight } from "../read.ts";
import { addPoint, lookForPoints, trendTag } from "../trend.ts";
import { bearer, byId, eventStream, streamHeaders } from "./describe.ts";
import { limitStreams, limitWrites } from "./limits.ts";

const stream = createRoute({
  ...bearer,
  method: "get",
  path: "/rest/insights/{id}/trend-stream",
  summary: "The trend of an insight, and its points as they come",
  middleware: [signedIn, switchedOn(insights, "streams"), limitStreams] as const,
  request: { params: byId, headers: streamHeaders },
  responses: {
    200: eventStream("`point` events; `end` after an hour"),
    ...problems(400, 401, 404, 429, 503, 504),
  },
});
const add = createRoute({
  ...bearer,
  method: "post",
  path: "/rest/insights/{id}/trend",
  summary: "Add a point to the trend of an insight, as an admin",
  middleware: [signedIn, adminOnly, limitWrites, jsonOnly] as const,
  request: { params: byId, body: bodyOf(z.strictObject({ value: z.number() })) },
  responses: {
    201: json("The added point", trendPointSchema),
    ...problems(400, 401, 403, 404, 413, 415, 429, 503, 504),
  },
});

export function trendRoutes(): OpenAPIHono<AppEnv> {
  const routes = new OpenAPIHono<AppEnv>({ defaultHook: refuseInvalid });
  routes.openapi(stream, async (c) => {
    const { id } = c.req.valid("param");
    await getInsight(c, id);
    return sse(c, {
      poll: (services, after, most) => lookForPoints(services, id, { after, most }),
    }) as never;
  });
  routes.openapi(add, async (c) => {
    const { id } = c.req.valid("param");
    const { value } = c.req.valid("json");
    const { database, cache } = c.var.services;
    const point = await database.as(serviceFor(claimsOf(c)), (sql) => addPoint(sql, id, value));
    if (point === undefined) throw noSuchInsight();
    await cache.invalidate([trendTag(id)]);
    return c.json(point, 201);
  });
  return routes;
}
