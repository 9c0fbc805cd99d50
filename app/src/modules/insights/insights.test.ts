import { readFileSync } from "node:fs";
import { join } from "node:path";
import { until } from "@seaworthy/platform/testing/until";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startStack } from "../../../testing/stack.ts";
import { newPerson, type Person } from "../../../testing/tokens.ts";
import { ask, newAdmin, type On, openStream, publish } from "./testing/on.ts";

let on: On;
beforeAll(async () => {
  const stack = await startStack();
  on = { stack, admin: await newAdmin(stack) };
});
afterAll(() => on?.stack.close());

interface Page {
  readonly insights: { id: string; title: string; source: string }[];
  readonly nextCursor: string | null;
}
const pageOf = async (response: Response) => (await response.json()) as Page;
const list = async (on: On, query: string, from: string) =>
  pageOf(await ask(on, `/rest/insights?${query}`, { from }));
/** Addresses from the documentation range, one per number. */
const address = (n: number) => `2001:db8:${n.toString(16)}::1`;

describe("insights", () => {
  const readsOfList = async () => {
    const [row] = await on.stack.admin<[{ calls: number }]>`
      select coalesce(sum(calls), 0)::int as calls from extensions.pg_stat_statements
      where query like '%from insights%' and userid = 'anon'::regrole`;
    return row.calls;
  };

  it("lists newest first, page by page, and refuses another list's cursor", async () => {
    for (const n of [1, 2, 3]) await publish(on, `Page ${n}`, "paging");
    const first = await list(on, "source=paging&limit=2", address(1));
    expect(first.insights.map(({ title }) => title)).toEqual(["Page 3", "Page 2"]);
    const next = `limit=2&cursor=${first.nextCursor}`;
    const second = await list(on, `source=paging&${next}`, address(1));
    expect(second.insights.map(({ title }) => title)).toEqual(["Page 1"]);
    expect(second.nextCursor).toBeNull();
    for (const query of [next, `source=survey&${next}`])
      expect((await ask(on, `/rest/insights?${query}`, { from: address(1) })).status).toBe(400);
  });

  it("queries the list once for 400 readers, which saves 99.7 % of the queries", async () => {
    await list(on, "limit=7", address(2));
    const before = await readsOfList();
    const states: string[] = [];
    for (let read = 0; read < 400; read += 20) {
      const some = Array.from({ length: 20 }, async () => {
        const response = await ask(on, "/rest/insights?limit=7", { from: address(3 + read) });
        states.push(response.headers.get("server-timing") ?? "");
        await response.arrayBuffer();
      });
      await Promise.all(some);
    }
    expect((await readsOfList()) - before).toBeLessThanOrEqual(1);
    const hits = states.filter((state) => !/computed|bypassed/.test(state)).length;
    expect(hits / states.length).toBeGreaterThan(0.8);
  });

  it("shows a new insight at once, and a hidden one no longer", async () => {
    const titles = async () =>
      (await list(on, "source=fresh", address(500))).insights.map(({ title }) => title);
    expect(await titles()).toEqual([]);
    const id = await publish(on, "Brand new", "fresh");
    expect(await titles()).toEqual(["Brand new"]);
    expect((await ask(on, `/rest/insights/${id}`)).status).toBe(200);
    const hide = () => ask(on, `/rest/insights/${id}`, { method: "DELETE", by: on.admin });
    expect((await hide()).status).toBe(204);
    expect(await titles()).toEqual([]);
    expect((await ask(on, `/rest/insights/${id}`)).status).toBe(404);
    expect((await hide()).status).toBe(404);
    const rows = await on.stack.admin`select 1 from insights where id = ${id}`;
    expect(rows).toHaveLength(1);
    await on.stack
      .admin`update insights set deleted_at = now() - interval '31 days' where id = ${id}`;
    expect(await on.stack.worker.runCron()).toBe("ok");
    expect(await on.stack.admin`select 1 from insights where id = ${id}`).toHaveLength(0);
  });

  it("lets only admins publish", async () => {
    const body = { title: "Mine", summary: "Mine.", source: "mine" };
    const refused = await ask(on, "/rest/insights", { by: await newPerson(), body });
    expect(refused.status).toBe(403);
  });

  it.each([
    ["/rest/insights?limit=1", 100, address(600)],
    ["/rest/insights/3f2504e0-4f89-41d3-9a0c-0305e82c3301", 200, address(601)],
  ])(
    "%s: %i requests a minute per address pass, the next one gets 429",
    async (path, limit, from) => {
      const statuses: number[] = [];
      for (let sent = 0; sent <= limit; sent++)
        statuses.push((await ask(on, path, { from })).status);
      expect(statuses.map((status) => status === 429)).toEqual([
        ...Array.from({ length: limit }, () => false),
        true,
      ]);
    },
  );

  it("uses an index for every query at 10,000 rows", async () => {
    const { admin } = on.stack;
    await admin.unsafe(readFileSync(join(import.meta.dirname, "seed.sql"), "utf8"));
    const person = "3f2504e0-4f89-41d3-9a0c-0305e82c3301";
    await admin`insert into saved_insights (user_id, insight_id, status)
      select ${person}::uuid, id, 'saved' from insights limit 500 on conflict do nothing`;
    await admin`insert into interactions (insight_id, user_id, type)
      select id, gen_random_uuid(), 'saved' from insights limit 5000`;
    await admin`insert into customers (user_id, email, tier)
      select gen_random_uuid(), 'customer' || n || '@example.com', 'free' from generate_series(1, 3000) n`;
    await admin`with r as (
        insert into research_requests (user_id, topic, month, status, ended_at)
        select gen_random_uuid(), 'topic', current_date, 'done', now() from generate_series(1, 3000)
        returning id, user_id)
      insert into analyses (research_id, user_id, report) select id, user_id, '{}' from r`;
    await admin`analyze insights, saved_insights, interactions, customers, analyses`;
    const live = "from insights where deleted_at is null";
    const place =
      "(created_at, id) < ('2026-01-01 01:00:00Z', '3f2504e0-4f89-41d3-9a0c-0305e82c3301')";
    const last = "order by created_at desc, id desc limit 21";
    const queries = [
      `select * ${live} ${last}`,
      `select * ${live} and ${place} ${last}`,
      `select * ${live} and source = 'source-3' ${last}`,
      `select * ${live} and to_tsvector('simple', title || ' ' || summary) @@ plainto_tsquery('simple', 'topic7') ${last}`,
      `select * from saved_insights where user_id = '${person}' and status = 'saved' order by saved_at desc, insight_id desc limit 21`,
      `select * from interactions where user_id = '${person}'`,
      `select * from interactions where insight_id = '${person}'`,
      "select * from customers where email = 'customer7@example.com'",
      `select * from research_requests where user_id = '${person}' and status = 'queued'`,
      `select * from analyses where user_id = '${person}' and status = 'ready'`,
    ];
    for (const query of queries) {
      const rows = await admin.unsafe<{ "QUERY PLAN": string }[]>(`explain ${query}`);
      const plan = rows.map((row) => row["QUERY PLAN"]).join("\n");
      expect(plan, query).toMatch(/Index|Bitmap/);
      expect(plan, query).not.toContain("Seq Scan on insights");
    }
  });
});

interface SavedPage {
  readonly saved: { status: string; insight: { id: string; title: string } }[];
}

describe("saved insights", () => {
  const saved = async (by: Person, query = "") => {
    const response = await ask(on, `/rest/insights/saved${query}`, { by });
    return ((await response.json()) as SavedPage).saved.map(({ insight }) => insight.title);
  };
  const save = (by: Person, id: string, status: "saved" | "archived" = "saved") =>
    ask(on, `/rest/insights/${id}/saved`, { method: "PUT", by, body: { status } });

  it("are shown only to their user, by status, without hidden insights", async () => {
    const [one, other] = [await newPerson(), await newPerson()];
    const ids = await Promise.all(["A", "B", "C"].map((title) => publish(on, title)));
    for (const id of ids) expect((await save(one, id)).status).toBe(204);
    expect((await save(one, String(ids[1]), "archived")).status).toBe(204);
    await ask(on, `/rest/insights/${ids[2]}`, { method: "DELETE", by: on.admin });
    expect(await saved(one)).toEqual(["A"]);
    expect(await saved(one, "?status=archived")).toEqual(["B"]);
    expect(await saved(other)).toEqual([]);
    const gone = await ask(on, `/rest/insights/${ids[0]}/saved`, { method: "DELETE", by: one });
    expect([gone.status, await saved(one)]).toEqual([204, []]);
    const types = await on.stack.admin`select type from interactions where user_id = ${one.id}
      order by id`;
    expect(types.map(({ type }) => type).sort()).toEqual(
      ["archived", "saved", "saved", "saved", "unsaved"].sort(),
    );
    expect((await save(one, crypto.randomUUID())).status).toBe(404);
  });

  it("are read in two queries, however many there are", async () => {
    const by = await newPerson();
    for (const n of [1, 2, 3, 4, 5]) await save(by, await publish(on, `Saved ${n}`));
    const queries = async () => {
      const rows = await on.stack.admin<{ calls: number }[]>`
        select calls::int as calls from extensions.pg_stat_statements
        where userid = 'authenticated'::regrole and query ~* 'from (saved_)?insights'`;
      return rows.reduce((all, { calls }) => all + calls, 0);
    };
    const before = await queries();
    expect(await saved(by)).toHaveLength(5);
    expect((await queries()) - before).toBe(2);
  });
});

describe("the stream of a trend", () => {
  const add = async (id: string, value: number) =>
    expect(
      (await ask(on, `/rest/insights/${id}/trend`, { by: on.admin, body: { value } })).status,
    ).toBe(201);
  const ends = (why: string) =>
    on.stack.worker.logs().filter((line) => line.event === "sse.ended" && line.why === why).length;
  const ids = (events: readonly { id?: string | undefined }[]) => events.map(({ id }) => id);

  it("sends stored and new points, and resumes after the last id in another isolate", async () => {
    const by = await newPerson();
    const id = await publish(on);
    const path = `/rest/insights/${id}/trend-stream`;
    await add(id, 1);
    const stream = await openStream(on, path, { by });
    expect(stream.response.headers.get("content-type")).toBe("text/event-stream; charset=utf-8");
    expect(stream.response.headers.get("cache-control")).toContain("no-store");
    await until("the first point", () => stream.events.length === 1);
    await Promise.all([add(id, 2), add(id, 3)]);
    await until("the others", () => stream.events.length === 3);
    expect(ids(stream.events)).toEqual(["1", "2", "3"]);
    const gone = ends("gone");
    stream.leave();
    // A disconnect is noticed at the next write: an event or a heartbeat.
    await add(id, 4);
    await until("that the client is gone", () => ends("gone") >= gone + 1);
    const other = await on.stack.startWorker();
    const deployed = { ...on, stack: { ...on.stack, worker: other } };
    const resumed = await openStream(deployed, path, { by, headers: { "last-event-id": "2" } });
    await until("what was missed", () => resumed.events.length === 2);
    expect(ids(resumed.events)).toEqual(["3", "4"]);
    // As in a deployment: the stream is cut, and the client reconnects with its last id.
    await other.close();
    expect(["cut", "ended"]).toContain(await resumed.ended);
    await add(id, 5);
    const again = await openStream(on, path, { by, headers: { "last-event-id": "4" } });
    await until("the rest", () => again.events.length === 1);
    expect(ids(again.events)).toEqual(["5"]);
    again.leave();
  });

  it("holds no connection between polls for 20 readers, and shares their queries", async () => {
    const id = await publish(on);
    const path = `/rest/insights/${id}/trend-stream`;
    const readers = await Promise.all(
      Array.from({ length: 20 }, async () => openStream(on, path, { by: await newPerson() })),
    );
    await add(id, 1);
    await until("a point for all", () => readers.every(({ events }) => events.length === 1));
    const [row] = await on.stack.admin<[{ open: number }]>`
      select count(*)::int as open from pg_stat_activity where datname = current_database()`;
    expect(row.open).toBeLessThan(50);
    const gone = ends("gone");
    for (const { leave } of readers) leave();
    await add(id, 2);
    await until("all gone", () => ends("gone") >= gone + 20);
  });

  it("can be opened five times a minute by a signed-in user, for an existing insight", async () => {
    const by = await newPerson();
    const id = await publish(on);
    const path = `/rest/insights/${id}/trend-stream`;
    expect((await ask(on, path)).status).toBe(401);
    const bad = await ask(on, path, { by, headers: { "last-event-id": "1; drop" } });
    expect(bad.status).toBe(400);
    const missing = `/rest/insights/${crypto.randomUUID()}/trend-stream`;
    expect((await ask(on, missing, { by })).status).toBe(404);
    const streams = [];
    for (let opened = 0; opened < 3; opened++) streams.push(await openStream(on, path, { by }));
    expect(streams.map(({ response }) => response.status)).toEqual([200, 200, 200]);
    const refused = await ask(on, path, { by });
    expect([refused.status, Number(refused.headers.get("retry-after")) > 0]).toEqual([429, true]);
    for (const { leave } of streams) leave();
  });
});
