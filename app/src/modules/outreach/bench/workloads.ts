import { answer, type BareEnv, besideApp } from "@seaworthy/platform/bench/beside-app";
import app from "@seaworthy/platform/bundle/worker";
import { keysetTime } from "@seaworthy/platform/keyset/keyset-columns";
import { Hono } from "hono";
import { newestLeads } from "../lead.ts";

interface Campaign {
  readonly name: string;
  readonly subject: string;
  readonly body: string;
  readonly signature: string;
}

const bare = new Hono<BareEnv>()
  .get("/bare/leads/:owner", (c) =>
    answer(
      c,
      (sql) => sql`
        select id, campaign_id as "campaignId", email, name, status,
          ${keysetTime(sql, "created_at")} as "createdAt"
        from leads where user_id = ${c.req.param("owner")}
        order by ${newestLeads.order(sql)} limit ${newestLeads.limit(50)}`,
    ),
  )
  .post("/bare/campaigns/:owner", async (c) => {
    const { name, subject, body, signature } = await c.req.json<Campaign>();
    return answer(
      c,
      (sql) => sql`
        insert into campaigns (user_id, list_id, name, subject, body, signature)
        values (${c.req.param("owner")}, gen_random_uuid(), ${name}, ${subject}, ${body},
          ${signature}) returning id, created_at`,
    );
  });

export * from "@seaworthy/platform/bundle/worker";
export default besideApp(app, bare);
