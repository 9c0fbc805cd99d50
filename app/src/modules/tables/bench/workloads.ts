import { type BareEnv, besideApp } from "@seaworthy/platform/bench/beside-app";
import app from "@seaworthy/platform/bundle/worker";
import { type Context, Hono } from "hono";
import type { Query } from "../query/query.ts";
import type { Cells } from "../schema/values.ts";
import type { Table } from "../table.ts";

/** The same Durable Objects: the bench measures what runs in front of them. */
function tableOf(c: Context<BareEnv>): Table {
  const { TABLES } = c.env as unknown as { TABLES: DurableObjectNamespace };
  return TABLES.get(TABLES.idFromName(c.req.param("id") ?? "")) as unknown as Table;
}

const bare = new Hono<BareEnv>()
  .post("/bare/tables/:id/query", async (c) =>
    c.json(await tableOf(c).query("owner", await c.req.json<Query>())),
  )
  .post("/bare/tables/:id/rows", async (c) => {
    const { values } = await c.req.json<{ values: Cells }>();
    const writer = { userId: crypto.randomUUID(), role: "owner" } as const;
    return c.json(await tableOf(c).write(writer, [{ op: "insert", values }]));
  });

export * from "@seaworthy/platform/bundle/worker";
export default besideApp(app, bare);
