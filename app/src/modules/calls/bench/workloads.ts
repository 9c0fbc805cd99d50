import { answer, type BareEnv, besideApp } from "@seaworthy/platform/bench/beside-app";
import app from "@seaworthy/platform/bundle/worker";
import { keysetTime } from "@seaworthy/platform/keyset/keyset-columns";
import { Hono } from "hono";
import { newestFirst } from "../call.ts";

const bare = new Hono<BareEnv>()
  .get("/bare/calls/:owner", (c) =>
    answer(
      c,
      (sql) => sql`
        select id, vendor, vendor_call_id as "vendorCallId", status,
          to_json(started_at) #>> '{}' as "startedAt", to_json(ended_at) #>> '{}' as "endedAt",
          ended_reason as "endedReason", summary, ${keysetTime(sql, "created_at")} as "createdAt"
        from calls where owner_id = ${c.req.param("owner")}
        order by ${newestFirst.order(sql)} limit ${newestFirst.limit(20)}`,
    ),
  )
  .post("/bare/events", async (c) => {
    const text = await c.req.text();
    return answer(
      c,
      (sql) => sql`
        insert into webhook_events
          (source, event_id, type, subject, payload, content_sha256)
        values ('vapi', ${crypto.randomUUID()}, 'status-update', 'bare',
          convert_to(${text}, 'UTF8'), encode(sha256(convert_to(${text}, 'UTF8')), 'hex'))
        on conflict do nothing returning 1`,
    );
  });

export * from "@seaworthy/platform/bundle/worker";
export default besideApp(app, bare);
