import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import { claimsOf, signedIn } from "@seaworthy/platform/auth/signed-in";
import { identityOf, serviceFor } from "@seaworthy/platform/database/database";
import { AppError } from "@seaworthy/platform/errors/errors";
import { linkNext } from "@seaworthy/platform/keyset/keyset-link";
import { jsonOnly } from "@seaworthy/platform/request/json-body";
import { bodyOf, json } from "@seaworthy/platform/request/json-content";
import { problems, refuseInvalid } from "@seaworthy/platform/request/validation";
import { wholeNumber } from "@seaworthy/platform/request/whole-number";
import type { AppEnv } from "@seaworthy/platform/runtime/app-env";
import { mostInsights, savedLast, savedPageSchema, savedStatus } from "../insight.ts";
import { noSuchInsight } from "../read.ts";
import { readSaved, saveInsight, unsaveInsight } from "../saved.ts";
import { bearer, byId, cursor } from "./describe.ts";
import { limitSaved } from "./limits.ts";

const list = createRoute({
  ...bearer,
  method: "get",
  path: "/rest/insights/saved",
  summary: "The insights that you saved, the last one first",
  middleware: [signedIn, limitSaved] as const,
  request: {
    query: z.object({
      limit: wholeNumber({ least: 1, most: mostInsights, usual: 20 }),
      status: savedStatus.default("saved"),
      cursor,
    }),
  },
  responses: {
    200: json("A page of saved insights", savedPageSchema),
    ...problems(400, 401, 429, 503, 504),
  },
});
const save = createRoute({
  ...bearer,
  method: "put",
  path: "/rest/insights/{id}/saved",
  summary: "Save an insight, or archive it",
  middleware: [signedIn, limitSaved, jsonOnly] as const,
  request: { params: byId, body: bodyOf(z.strictObject({ status: savedStatus })) },
  responses: {
    204: { description: "The insight is saved" },
    ...problems(400, 401, 404, 413, 415, 429, 503, 504),
  },
});
const unsave = createRoute({
  ...bearer,
  method: "delete",
  path: "/rest/insights/{id}/saved",
  summary: "Take an insight out of those that you saved",
  middleware: [signedIn, limitSaved] as const,
  request: { params: byId },
  responses: {
    204: { description: "The insight is no longer saved" },
    ...problems(400, 401, 429, 503, 504),
  },
});

export function savedRoutes(): OpenAPIHono<AppEnv> {
  const routes = new OpenAPIHono<AppEnv>({ defaultHook: refuseInvalid });
  routes.openapi(list, async (c) => {
    const { limit, status, cursor: text } = c.req.valid("query");
    const place = text === undefined ? undefined : savedLast.decode(text, status);
    if (text !== undefined && place === undefined)
      throw new AppError("VALIDATION_FAILED", "See `errors` for what to change.", {
        fields: [{ at: "query.cursor", message: "is no cursor of this list" }],
      });
    const page = await c.var.services.database.read(identityOf(claimsOf(c)), (sql) =>
      readSaved(sql, { limit, status }, place),
    );
    c.header("Cache-Control", "private, no-store");
    linkNext(c, page.nextCursor);
    return c.json(page, 200);
  });
  routes.openapi(save, async (c) => {
    const { id } = c.req.valid("param");
    const { status } = c.req.valid("json");
    const saved = await c.var.services.database.as(
      serviceFor(claimsOf(c)),
      (sql) => saveInsight(sql, id, status),
      { idempotent: true },
    );
    if (!saved) throw noSuchInsight();
    return c.body(null, 204);
  });
  routes.openapi(unsave, async (c) => {
    const { id } = c.req.valid("param");
    await c.var.services.database.as(serviceFor(claimsOf(c)), (sql) => unsaveInsight(sql, id), {
      idempotent: true,
    });
    return c.body(null, 204);
  });
  return routes;
}
