import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import { claimsOf } from "@seaworthy/platform/auth/signed-in";
import { linkNext } from "@seaworthy/platform/keyset/keyset-link";
import { jsonOnly } from "@seaworthy/platform/request/json-body";
import { bodyOf, json } from "@seaworthy/platform/request/json-content";
import { problems, refuseInvalid } from "@seaworthy/platform/request/validation";
import { wholeNumber } from "@seaworthy/platform/request/whole-number";
import type { AppEnv } from "@seaworthy/platform/runtime/app-env";
import {
  deleteTable,
  insertTable,
  listMemberships,
  mostListed,
  newestFirst,
  updateColumns,
} from "../members.ts";
import { openOwnTable, openTable, resultOf, tableOf } from "../table.ts";
import { limitCreates, people, reads, writes } from "./guards.ts";
import { newSchema, newTable, tableAnswer, tableId, tablesAnswer } from "./schemas.ts";

const create = createRoute({
  method: "post",
  path: "/rest/tables",
  summary: "Create a table",
  ...writes,
  middleware: [...writes.middleware, jsonOnly, limitCreates] as const,
  request: { body: bodyOf(newTable) },
  responses: {
    201: json("The table", tableAnswer),
    ...problems(400, 401, 403, 413, 415, 422, 429, 503, 504),
  },
});

const list = createRoute({
  method: "get",
  path: "/rest/tables",
  summary: "Tables that the user is a member of, most recently joined first",
  ...reads,
  request: {
    query: z.object({
      limit: wholeNumber({ least: 1, most: mostListed, usual: 20 }),
      cursor: newestFirst.cursor().optional(),
    }),
  },
  responses: {
    200: json("A page of tables", tablesAnswer),
    ...problems(400, 401, 403, 503, 504),
  },
});

const get = createRoute({
  method: "get",
  path: "/rest/tables/{id}",
  summary: "A table's schema and the user's role",
  ...reads,
  request: { params: tableId },
  responses: {
    200: json("The table", tableAnswer),
    ...problems(400, 401, 403, 404, 503, 504),
  },
});

const change = createRoute({
  method: "patch",
  path: "/rest/tables/{id}/schema",
  summary: "Add columns and indexes, or change who can read and write a column",
  ...people,
  middleware: [...people.middleware, jsonOnly] as const,
  request: { params: tableId, body: bodyOf(newSchema) },
  responses: {
    200: json("The table", tableAnswer),
    ...problems(400, 401, 403, 404, 413, 415, 422, 503, 504),
  },
});

const remove = createRoute({
  method: "delete",
  path: "/rest/tables/{id}",
  summary: "Delete a table with all its rows",
  ...people,
  request: { params: tableId },
  responses: { 204: { description: "Deleted" }, ...problems(400, 401, 403, 404, 503, 504) },
});

/** Tables themselves. */
export function tableRoutes(): OpenAPIHono<AppEnv> {
  const routes = new OpenAPIHono<AppEnv>({ defaultHook: refuseInvalid });
  routes.openapi(create, async (c) => {
    const { name, columns } = c.req.valid("json");
    const id = crypto.randomUUID();
    // The object first: a listed table is always usable.
    resultOf(await tableOf(c.var.bindings, id).define(id, columns));
    await insertTable(c.var.services.database, claimsOf(c), { id, name, columns });
    c.var.log.audit("table.created", { tableId: id, ownerId: claimsOf(c).sub });
    c.header("Location", `/rest/tables/${id}`);
    const { member } = await openTable(c, id);
    return c.json({ ...member, columns: [...columns] }, 201);
  });
  routes.openapi(list, async (c) => {
    const { limit, cursor } = c.req.valid("query");
    const { database } = c.var.services;
    const rows = await listMemberships(database, claimsOf(c), limit, cursor);
    const nextCursor = newestFirst.nextCursor(rows, limit);
    linkNext(c, nextCursor);
    c.header("Cache-Control", "private, no-store");
    const shown = rows.slice(0, limit).map((row) => ({ ...row, columns: [...row.columns] }));
    return c.json({ tables: shown, nextCursor }, 200);
  });
  routes.openapi(get, async (c) => {
    const { member } = await openTable(c, c.req.valid("param").id);
    return c.json({ ...member, columns: [...member.columns] }, 200);
  });
  routes.openapi(change, async (c) => {
    const { id } = c.req.valid("param");
    const { columns } = c.req.valid("json");
    const { member, table } = await openOwnTable(c, id);
    resultOf(await table.change(columns));
    await updateColumns(c.var.services.database, id, columns);
    c.var.log.audit("table.schema_changed", { tableId: id, changedBy: claimsOf(c).sub });
    return c.json({ ...member, columns }, 200);
  });
  routes.openapi(remove, async (c) => {
    const { id } = c.req.valid("param");
    const { table } = await openOwnTable(c, id);
    await table.remove();
    await deleteTable(c.var.services.database, id);
    c.var.log.audit("table.deleted", { tableId: id, deletedBy: claimsOf(c).sub });
    return c.body(null, 204);
  });
  return routes;
}
