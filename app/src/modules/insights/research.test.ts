import { until } from "@seaworthy/platform/testing/until";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { operatorToken, startStack } from "../../../testing/stack.ts";
import { newPerson, type Person } from "../../../testing/tokens.ts";
import { applyDirectly, untilLocked } from "./testing/apply-directly.ts";
import { ask, newAdmin, type On, openStream, publish } from "./testing/on.ts";
import { newCustomer, type Sending, stripeRequest } from "./testing/stripe-events.ts";

const configuration = { insights: { prices: { price_pro: "pro", price_team: "team" } } };
let on: On;
beforeAll(async () => {
  const stack = await startStack({ CONFIGURATION: JSON.stringify(configuration) });
  on = { stack, admin: await newAdmin(stack) };
});
afterAll(() => on?.stack.close());

interface Research {
  readonly id: string;
  readonly status: string;
  readonly report: { found: number; newest: { title: string }[] } | null;
}

describe("research", () => {
  const start = (by: Person, topic: string, headers = {}) =>
    ask(on, "/rest/research", { by, body: { topic }, headers });
  const started = async (by: Person, topic: string) =>
    ((await (await start(by, topic)).json()) as Research).id;
  const read = async (by: Person, id: string) =>
    (await (await ask(on, `/rest/research/${id}`, { by })).json()) as Research;
  const done = (by: Person, id: string) =>
    until("its end", async () => {
      const research = await read(by, id);
      return research.status === "done" && research;
    });
  const used = async (by: Person) =>
    (await on.stack.admin`select used from research_quotas where user_id = ${by.id}`)[0]?.used;
  /** Holds back jobs created in these tests. */
  const withoutJobs = async (work: () => Promise<void>) => {
    await on.stack.admin`create or replace function hold_job() returns trigger language plpgsql as
      $$ begin new.run_at := now() + interval '1 hour'; return new; end $$`;
    await on.stack
      .admin`create trigger hold_job before insert on jobs for each row execute function hold_job()`;
    await work().finally(() => on.stack.admin`drop trigger hold_job on jobs`);
  };

  it("runs as a job that streams its progress, visible only to its user", async () => {
    const by = await newPerson();
    for (const n of [1, 2]) await publish(on, `Otters ${n} in harbours`);
    const response = await start(by, "otters harbours");
    expect(response.status).toBe(202);
    const { id } = (await response.json()) as Research;
    expect(response.headers.get("location")).toBe(`/rest/research/${id}`);
    const stream = await openStream(on, `/rest/research/${id}/progress`, { by });
    expect(await stream.ended).toBe("ended");
    expect(stream.events.map(({ id: place }) => place)).toEqual([
      "1",
      "2",
      "3",
      "4",
      "5",
      undefined,
    ]);
    const steps = stream.events.map(({ data }) => (JSON.parse(data) as { step?: string }).step);
    expect(steps).toEqual(["queued", "sources", "newest", "trend", "done", undefined]);
    const { report } = await done(by, id);
    expect(report).toMatchObject({ found: 2, newest: [{ title: "Otters 2 in harbours" }, {}] });
    const over = await ask(on, `/rest/research/${id}/progress`, {
      by,
      headers: { "last-event-id": "5" },
    });
    expect(over.status).toBe(204);
    const stranger = await newPerson();
    for (const [path, method] of [
      ["", "GET"],
      ["", "DELETE"],
      ["/progress", "GET"],
    ] as const) {
      const other = await ask(on, `/rest/research/${id}${path}`, { by: stranger, method });
      expect(other.status).toBe(404);
    }
  });

  it("with an Idempotency-Key starts once, however often it is sent", async () => {
    const by = await newPerson();
    const headers = { "idempotency-key": '"once"' };
    const answers = await Promise.all([1, 2, 3].map(() => start(by, "queues", headers)));
    expect(answers.filter(({ status }) => status === 202).length).toBeGreaterThan(0);
    expect(answers.every(({ status }) => status === 202 || status === 409)).toBe(true);
    const again = await start(by, "queues", headers);
    expect([again.status, again.headers.get("idempotency-replayed")]).toEqual([202, "true"]);
    expect((await start(by, "others", headers)).status).toBe(422);
    expect(await used(by)).toBe(1);
  });

  it("of ten requests for the last place in the monthly quota, one starts", async () => {
    const by = await newPerson();
    for (const n of [1, 2]) expect((await start(by, `topic ${n}`)).status).toBe(202);
    const answers = await Promise.all(Array.from({ length: 8 }, (_, n) => start(by, `race ${n}`)));
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 202)).toHaveLength(1);
    expect(statuses.filter((status) => status === 422)).toHaveLength(7);
    expect(await used(by)).toBe(3);
    const limited = await start(by, "too many");
    expect(limited.status).toBe(429);
  });

  it("that is cancelled returns its place, once", async () => {
    const by = await newPerson();
    await withoutJobs(async () => {
      const id = await started(by, "to be cancelled");
      expect(await used(by)).toBe(1);
      const cancel = () => ask(on, `/rest/research/${id}`, { by, method: "DELETE" });
      expect((await cancel()).status).toBe(204);
      expect((await cancel()).status).toBe(409);
      expect([await used(by), (await read(by, id)).status]).toEqual([0, "cancelled"]);
      const jobs = await on.stack.admin`select status, error_code from jobs where key = ${id}`;
      expect(jobs).toMatchObject([{ status: "done", error_code: "CANCELLED" }]);
    });
  });

  it("that is lost with its Worker ends as failed, and returns its place", async () => {
    const by = await newPerson();
    await withoutJobs(async () => {
      const id = await started(by, "to be lost");
      await on.stack.admin`update jobs set status = 'dead', done_at = now() where key = ${id}`;
      expect(await on.stack.worker.runCron("* * * * *")).toBe("ok");
      expect(await read(by, id)).toMatchObject({ status: "failed", errorCode: "LOST" });
      expect(await used(by)).toBe(0);
    });
  });

  it("fails visibly at its last attempt, with a code and no message", async () => {
    const by = await newPerson();
    const { admin } = on.stack;
    await admin.unsafe(`alter table analyses add constraint broken check (user_id <> '${by.id}')`);
    await withoutJobs(async () => {
      const research = await started(by, "to fail");
      await on.stack
        .admin`update jobs set run_at = now(), max_attempts = 1 where key = ${research}`;
      await on.stack.worker.runCron("* * * * *");
      await until("its end", async () => (await read(by, research)).status === "failed");
      expect(await read(by, research)).toMatchObject({ errorCode: "INTERNAL", report: null });
      expect(await used(by)).toBe(0);
    });
    await on.stack.admin`alter table analyses drop constraint broken`;
  });

  it("is limited by the user's tier", async () => {
    const by = await newPerson();
    await on.stack.admin`insert into customers (user_id, tier) values (${by.id}, 'pro')`;
    for (let n = 0; n < 5; n++) expect((await start(by, `pro ${n}`)).status).toBe(202);
    await on.stack.admin`update customers set deleted_at = now() where user_id = ${by.id}`;
    expect((await start(by, "free again")).status).toBe(422);
  });
});

describe("a Stripe event", () => {
  const send = async (event: object, how: Sending = {}) =>
    on.stack.worker.fetch("/webhooks/stripe", await stripeRequest(event, how));
  const statusOf = async ({ id }: { id: string }) =>
    (await on.stack.admin`select status, error_code from webhook_events where event_id = ${id}`)[0];
  const applied = async (...events: { id: string }[]) => {
    for (const event of events) {
      expect((await send(event)).status).toBe(204);
      await until(`the end of ${event.id}`, async () => (await statusOf(event))?.status === "done");
    }
  };
  const customerOf = async (userId: string) =>
    (await on.stack.admin`select * from customers where user_id = ${userId}`)[0];

  it("grants a tier for what was bought, and revokes it when that ends", async () => {
    const { userId, checkout, subscription, n } = newCustomer();
    await applied(checkout, subscription("1", 1_001, "created"));
    expect(await customerOf(userId)).toMatchObject({
      tier: "pro",
      email: `buyer-${n}@example.com`,
    });
    await applied(subscription("2", 1_002, "updated", "price_team"));
    expect(await customerOf(userId)).toMatchObject({ tier: "team" });
    await applied(subscription("3", 1_003, "deleted", "price_team"));
    expect(await customerOf(userId)).toMatchObject({ tier: "free" });
  });

  it("is accepted in any order: an old one changes nothing, one before the checkout is applied later", async () => {
    const { userId, checkout, subscription } = newCustomer();
    await applied(
      subscription("2", 1_002, "updated", "price_team"),
      subscription("1", 1_001, "created", "price_pro"),
      checkout,
    );
    expect(await customerOf(userId)).toMatchObject({ tier: "team" });
    // Within one second, the deletion wins.
    await applied(
      subscription("4", 1_003, "deleted", "price_team"),
      subscription("3", 1_003, "updated", "price_team"),
    );
    expect(await customerOf(userId)).toMatchObject({ tier: "free" });
  });

  it("keeps the tier when the replaced subscription ends last", async () => {
    const { userId, checkout, subscription } = newCustomer();
    await applied(
      checkout,
      subscription("1", 1_001, "created", "price_pro", "old"),
      subscription("2", 1_002, "created", "price_team", "new"),
      subscription("3", 1_003, "deleted", "price_pro", "old"),
    );
    expect(await customerOf(userId)).toMatchObject({ tier: "team" });
  });

  it("keeps the paid tier when events of two subscriptions are applied at once", async () => {
    const { userId, checkout, subscription } = newCustomer();
    await applied(checkout, subscription("1", 1_001, "created", "price_team", "old"));
    const bought = subscription("2", 1_002, "created", "price_pro", "new");
    const ended = subscription("3", 1_002, "deleted", "price_team", "old");
    const { second } = await on.stack.admin.begin(async (sql) => {
      await applyDirectly(sql, bought);
      const waiting = on.stack.admin.begin((own) => applyDirectly(own, ended));
      await untilLocked(sql);
      return { second: waiting };
    });
    await second;
    expect(await customerOf(userId)).toMatchObject({ tier: "pro" });
  });

  it("records unpaid invoices until they are paid", async () => {
    const { userId, checkout, event, customer } = newCustomer();
    const invoice = (id: string, what: string, at: number) =>
      event(id, `invoice.${what}`, at, { id: "in_1", customer });
    await applied(checkout, invoice("1", "payment_failed", 1_001));
    expect((await customerOf(userId))?.payment_failed_at).not.toBeNull();
    await applied(invoice("3", "paid", 1_003), invoice("2", "payment_failed", 1_002));
    expect((await customerOf(userId))?.payment_failed_at).toBeNull();
  });

  it("is stored once; forged, old and future ones are refused, unknown ones stored", async () => {
    const { checkout, event } = newCustomer();
    await applied(checkout, checkout);
    const stored = await on.stack
      .admin`select 1 from webhook_events where event_id = ${checkout.id}`;
    expect(stored).toHaveLength(1);
    const forged = event("forged", "invoice.paid", 1, {});
    for (const how of [{ secret: "whsec_another" }, { at: -301 }, { at: 310 }])
      expect((await send(forged, how)).status).toBe(401);
    const unsigned = await on.stack.worker.fetch("/webhooks/stripe", {
      method: "POST",
      body: JSON.stringify(forged),
    });
    expect([unsigned.status, await statusOf(forged)]).toEqual([401, undefined]);
    const unknown = event("new", "brand.new", 1_001, { id: "x" });
    expect((await send(unknown)).status).toBe(204);
    await until("its end", async () => (await statusOf(unknown))?.status === "unrecognised");
  });

  it("that fails shows a code and is retried; a dead one is processed when Stripe resends it", async () => {
    const { userId, checkout, subscription } = newCustomer();
    await applied(checkout);
    const bought = subscription("1", 1_001, "created");
    await on.stack.admin`alter table subscriptions rename to hidden`;
    expect((await send(bought)).status).toBe(204);
    await until("a failure", async () => (await statusOf(bought))?.status === "failed");
    expect((await statusOf(bought))?.error_code).toMatch(/^[A-Z_]+$/);
    await on.stack.admin`update jobs set status = 'dead', done_at = now(), lease_token = null,
      lease_until = null where key = ${`stripe:${bought.id}`}`;
    await on.stack.admin`alter table hidden rename to subscriptions`;
    await applied(bought);
    expect(await customerOf(userId)).toMatchObject({ tier: "pro" });
  });
});

describe("a switch", () => {
  const operate = (path: string, body?: object, token = operatorToken) =>
    ask(on, path, {
      ...(body === undefined ? {} : { method: "PUT", body }),
      headers: { authorization: `Bearer ${token}` },
    });
  const turn = (isOn: boolean) =>
    operate("/internal/switches/insights.research", { on: isOn, because: "A drill." });

  it("turns a feature off and on without a deployment, only for operators", async () => {
    const by = await newPerson();
    const start = async () => {
      const response = await ask(on, "/rest/research", { by, body: { topic: "a switch" } });
      return [response.status, response.headers.get("retry-after")];
    };
    expect((await start())[0]).toBe(202);
    expect((await turn(false)).status).toBe(204);
    expect(await start()).toEqual([503, "60"]);
    expect((await ask(on, "/rest/insights", { by })).status).toBe(200);
    const list = (await (await operate("/internal/switches")).json()) as { switches: object[] };
    expect(list.switches).toContainEqual(
      expect.objectContaining({ name: "insights.research", on: false, because: "A drill." }),
    );
    expect((await turn(true)).status).toBe(204);
    expect((await start())[0]).toBe(202);
    expect((await operate("/internal/switches", undefined, by.id)).status).toBe(401);
    expect((await operate("/internal/switches/insights.gone", { on: true })).status).toBe(404);
  });
});
