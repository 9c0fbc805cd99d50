import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import { linkNext } from "@seaworthy/platform/keyset/keyset-link";
import { jsonOnly } from "@seaworthy/platform/request/json-body";
import { bodyOf, json } from "@seaworthy/platform/request/json-content";
import { problems, refuseInvalid } from "@seaworthy/platform/request/validation";
import { wholeNumber } from "@seaworthy/platform/request/whole-number";
import type { AppContext, AppEnv } from "@seaworthy/platform/runtime/app-env";
import { mostRows, querySchema } from "../query/query.ts";
import type { Change, Written } from "../rows/changes.ts";
import { openTable, resultOf, writerOf } from "../table.ts";
import { limitCreates, reads, writes } from "./guards.ts";
import { batch, changedRow, newRow, rowId, rowsAnswer, tableId, writtenAnswer } from "./schemas.ts";

const page = { 200: json("A page of rows", rowsAnswer) };
const written = json("The change is stored", writtenAnswer);
const writing = {
  ...writes,
  middleware: [...writes.middleware, jsonOnly],
};
const creating = {
  ...writes,
  middleware: [...writes.middleware, jsonOnly, limitCreates],
};
const usual = [400, 401, 403, 404, 413, 415, 422, 503, 504] as const;

const list = createRoute({
  method: "get",
  path: "/rest/tables/{id}/rows",
  summary: "All rows, by their id",
  ...reads,
  request: {
    params: tableId,
    query: z.object({
      limit: wholeNumber({ least: 1, most: mostRows, usual: 50 }),
      cursor: z.string().max(512).optional(),
    }),
  },
  responses: { ...page, ...problems(400, 401, 403, 404, 422, 503, 504) },
});

const query = createRoute({
  method: "post",
  path: "/rest/tables/{id}/query",
  summary: "Rows that match conditions",
  ...reads,
  middleware: [...reads.middleware, jsonOnly] as const,
  request: { params: tableId, body: bodyOf(querySchema) },
  responses: { ...page, ...problems(...usual) },
});

const add = createRoute({
  method: "post",
  path: "/rest/tables/{id}/rows",
  summary: "Add a row",
  ...creating,
  request: { params: tableId, body: bodyOf(newRow) },
  responses: { 201: written, ...problems(...usual, 409, 429) },
});

const change = createRoute({
  method: "patch",
  path: "/rest/tables/{id}/rows/{rowId}",
  summary: "Change cells of a row",
  ...writing,
  request: { params: rowId, body: bodyOf(changedRow) },
  responses: { 200: written, ...problems(...usual) },
});

const remove = createRoute({
  method: "delete",
  path: "/rest/tables/{id}/rows/{rowId}",
  summary: "Delete a row",
  ...writes,
  request: { params: rowId },
  responses: { 204: { description: "Deleted" }, ...problems(400, 401, 403, 404, 503, 504) },
});

const many = createRoute({
  method: "post",
  path: "/rest/tables/{id}/rows/batch",
  summary: "Up to 1,000 changes, all or nothing",
  ...creating,
  request: { params: tableId, body: bodyOf(batch) },
  responses: { 200: written, ...problems(...usual, 409, 429) },
});

/** Rows of a table. */
export function rowRoutes(): OpenAPIHono<AppEnv> {
  const routes = new OpenAPIHono<AppEnv>({ defaultHook: refuseInvalid });
  routes.openapi(list, async (c) => {
    const { member, table } = await openTable(c, c.req.valid("param").id);
    const { limit, cursor } = c.req.valid("query");
    const wanted = { where: [], limit, ...(cursor === undefined ? {} : { cursor }) };
    const found = resultOf(await table.query(member.role, wanted));
    linkNext(c, found.nextCursor);
    return c.json(found, 200);
  });
  routes.openapi(query, async (c) => {
    const { member, table } = await openTable(c, c.req.valid("param").id);
    return c.json(resultOf(await table.query(member.role, c.req.valid("json"))), 200);
  });
  routes.openapi(add, async (c) => {
    const { id } = c.req.valid("param");
    const { id: own, values } = c.req.valid("json");
    const stored = await write(c, id, [{ op: "insert", ...(own ? { id: own } : {}), values }]);
    c.header("Location", `/rest/tables/${id}/rows/${stored.ids[0]}`);
    return c.json(stored, 201);
  });
  routes.openapi(change, async (c) => {
    const { id, rowId } = c.req.valid("param");
    const { values } = c.req.valid("json");
    return c.json(await write(c, id, [{ op: "update", id: rowId, values }]), 200);
  });
  routes.openapi(remove, async (c) => {
    const { id, rowId } = c.req.valid("param");
    await write(c, id, [{ op: "delete", id: rowId }]);
    return c.body(null, 204);
  });
  routes.openapi(many, async (c) => {
    const { requestId, changes } = c.req.valid("json");
    return c.json(await write(c, c.req.valid("param").id, changes, requestId), 200);
  });
  return routes;
}

async function write(
  c: AppContext,
  id: string,
  changes: readonly Change[],
  requestId?: string,
): Promise<{ seq: number; ids: string[] }> {
  const { member, table } = await openTable(c, id);
  const { seq, ids }: Written = resultOf(
    await table.write(writerOf(c, member), changes, requestId),
  );
  return { seq, ids: [...ids] };
}
