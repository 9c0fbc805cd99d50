import { answer, type BareEnv, besideApp } from "@seaworthy/platform/bench/beside-app";
import app from "@seaworthy/platform/bundle/worker";
import { Hono } from "hono";
import type { NewPost } from "../post.ts";
import { readFeed } from "../queries.ts";

const bare = new Hono<BareEnv>()
  .get("/bare/feed", (c) => answer(c, (sql) => readFeed(sql, 20, undefined)))
  .post("/bare/posts", async (c) => {
    const { body, visibility } = await c.req.json<NewPost>();
    return answer(
      c,
      (sql) => sql`insert into posts (author_id, body, visibility)
        values (gen_random_uuid(), ${body}, ${visibility}) returning id, created_at`,
    );
  });

export * from "@seaworthy/platform/bundle/worker";
export default besideApp(app, bare);
