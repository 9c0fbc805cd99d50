import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import { rateLimit } from "@seaworthy/platform/rate-limit/rate-limit";
import { byUser } from "@seaworthy/platform/rate-limit/rate-limit-subjects";
import { jsonOnly } from "@seaworthy/platform/request/json-body";
import { bodyOf, json } from "@seaworthy/platform/request/json-content";
import { problems, refuseInvalid } from "@seaworthy/platform/request/validation";
import type { AppContext, AppEnv } from "@seaworthy/platform/runtime/app-env";
import { similarText } from "../protocol.ts";
import { cells } from "../schema/values.ts";
import { noteUse } from "../semantic/analytics.ts";
import { embedderOf } from "../semantic/open-embedder.ts";
import { vectorIndexOf } from "../semantic/vector-index.ts";
import { openTable, resultOf } from "../table.ts";
import { reads } from "./guards.ts";
import { tableId } from "./schemas.ts";

const mostFound = 50;
const searchSchema = z
  .strictObject({
    text: similarText,
    limit: z.int().min(1).max(mostFound).default(10),
    least: z.number().min(-1).max(1).default(0).openapi({ description: "Least similarity" }),
  })
  .openapi("TableSearch");
const found = z
  .object({
    rows: z.array(z.object({ id: z.uuid(), values: cells, score: z.number() })).max(mostFound),
  })
  .openapi("TableSearchResult");

/** Each search embeds a text. */
const limitSearches = rateLimit(
  { name: "tables-search", limit: 60, windowMs: 60_000, whenDown: "closed" },
  byUser,
);
const search = createRoute({
  method: "post",
  path: "/rest/tables/{id}/search",
  summary: "Rows whose semantic columns are similar to a text, best first",
  ...reads,
  middleware: [...reads.middleware, jsonOnly, limitSearches] as const,
  request: {
    params: tableId,
    body: bodyOf(searchSchema),
  },
  responses: {
    200: json("Matching rows, best first", found),
    ...problems(400, 401, 403, 404, 413, 415, 422, 429, 502, 503, 504),
  },
});

/** Semantic search in a table. */
export function searchRoutes(): OpenAPIHono<AppEnv> {
  const routes = new OpenAPIHono<AppEnv>({ defaultHook: refuseInvalid });
  routes.openapi(search, async (c) => {
    const { id } = c.req.valid("param");
    return c.json({ rows: await searchTable(c, id, c.req.valid("json")) }, 200);
  });
  return routes;
}

async function searchTable(c: AppContext, id: string, given: z.output<typeof searchSchema>) {
  const { member, table } = await openTable(c, id);
  const { bindings, services } = c.var;
  const startedAt = services.clock.now();
  const [vector = []] = await embedderOf(bindings).embed([given.text]);
  const index = vectorIndexOf(bindings);
  const { limit: most, least } = given;
  const outcome =
    index === undefined
      ? await table.nearest(member.role, vector, { most, least })
      : await table.scored(
          member.role,
          (await index.nearest(id, vector, most)).filter(({ score }) => score >= least),
        );
  const rows = resultOf(outcome);
  noteUse(bindings, "searched", id, [rows.length, services.clock.now() - startedAt]);
  return rows;
}
