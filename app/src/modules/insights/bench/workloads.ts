import { answer, type BareEnv, besideApp } from "@seaworthy/platform/bench/beside-app";
import app from "@seaworthy/platform/bundle/worker";
import { Hono } from "hono";
import type { NewInsight } from "../insight.ts";
import { readInsights, writeInsight } from "../queries.ts";

const firstPage = { limit: 20, source: undefined };

const bare = new Hono<BareEnv>()
  .get("/bare/insights", (c) => answer(c, (sql) => readInsights(sql, firstPage, undefined)))
  .post("/bare/insights/:by", async (c) => {
    const insight = await c.req.json<NewInsight>();
    return answer(c, (sql) => writeInsight(sql, insight, c.req.param("by")));
  });

export * from "@seaworthy/platform/bundle/worker";
export default besideApp(app, bare);
