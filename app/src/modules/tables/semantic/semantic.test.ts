import type { Listener } from "@seaworthy/platform/testing/listener";
import { until } from "@seaworthy/platform/testing/until";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startStack, type TestStack } from "../../../../testing/stack.ts";
import { newPerson } from "../../../../testing/tokens.ts";
import { newTable, type TestTable } from "../testing/table.ts";

let stack: TestStack;
beforeAll(async () => {
  stack = await startStack({
    CONFIGURATION: JSON.stringify({ tables: { replication: { delayMs: 0 } } }),
  });
});
afterAll(() => stack?.close());

const schema = [
  { name: "title", type: "text", semantic: true },
  { name: "rank", type: "integer" },
  { name: "secret", type: "text", readableBy: ["owner"], writableBy: ["owner"] },
];
const rows = [
  { title: "The ship leaves the harbour at dawn", rank: 1, secret: "x" },
  { title: "A recipe for apple pie", rank: 2 },
  { title: null, rank: 3 },
];

interface Found {
  readonly id: string;
  readonly score: number;
  readonly values: Record<string, unknown>;
}

async function search(table: TestTable, body: object, person = table.owner): Promise<Found[]> {
  const response = await table.send("POST", "/search", body, person);
  expect(response.status).toBe(200);
  return ((await response.json()) as { rows: Found[] }).rows;
}

/** Runs the jobs that the table has enqueued; true once one of them was done after `since`. */
async function embedded(table: TestTable, since: Date): Promise<void> {
  await until("the embedding", async () => {
    await stack.worker.runCron("* * * * *");
    const done = await stack.admin`select 1 from jobs where kind = 'table.embed'
      and tenant = ${table.id} and status = 'done' and created_at >= ${since}`;
    return done.length > 0;
  });
}

async function change<T>(table: TestTable, work: () => Promise<T>): Promise<T> {
  const [now] = await stack.admin`select clock_timestamp() as at`;
  const result = await work();
  await embedded(table, now?.at as Date);
  return result;
}

async function filled() {
  const table = await newTable(stack, { schema });
  const ids = await change(table, () => table.add(...rows));
  return { table, ids };
}

const subscribe = (listener: Listener, id: string, text: string, least = 0.3) =>
  listener.send(JSON.stringify({ type: "subscribe-similar", id, text, least }));
const similarOf = (listener: Listener, id: string) =>
  listener.messages.filter((message) => {
    const { type, id: own } = message as { type: string; id: string };
    return type === "similar" && own === id;
  }) as { rows: Found[]; expiresAt?: string }[];

describe("a search", () => {
  it("finds rows by their texts, best first, as they are now", async () => {
    const { table, ids } = await filled();
    const [ship, pie] = ids;
    const found = await search(table, { text: "ships in the harbour" });
    expect(found[0]).toMatchObject({ id: ship, values: { rank: 1, secret: "x" } });
    expect((await search(table, { text: "apple pie", limit: 1 })).map(({ id }) => id)).toEqual([
      pie,
    ]);
    expect(await search(table, { text: "apple pie", least: 0.99 })).toEqual([]);
    await change(table, () =>
      table.send("PATCH", `/rows/${ship}`, { values: { title: "Trains and stations" } }),
    );
    const [best] = await search(table, { text: "a train station" });
    expect(best?.id).toBe(ship);
    await table.send("DELETE", `/rows/${ship}`);
    const left = await search(table, { text: "a train station" });
    expect(left.map(({ id }) => id)).not.toContain(ship);
  });

  it("shows each member what their role may read, and strangers nothing", async () => {
    const { table } = await filled();
    const viewer = await table.join("viewer");
    const [best] = await search(table, { text: "ship harbour" }, viewer);
    expect(best?.values).toEqual({ title: rows[0]?.title, rank: 1 });
    const stranger = await table.send("POST", "/search", { text: "x" }, await newPerson());
    expect(stranger.status).toBe(404);
  });

  it("needs a column of texts that every member may read", async () => {
    const send = async (column: object) => {
      const { authorization } = await newPerson();
      const columns = [{ name: "title", semantic: true, ...column }];
      const response = await stack.worker.fetch("/rest/tables", {
        method: "POST",
        headers: { authorization, "content-type": "application/json" },
        body: JSON.stringify({ name: "test", columns }),
      });
      return response.status;
    };
    expect(await send({ type: "integer" })).toBe(422);
    expect(await send({ type: "text", readableBy: ["owner"], writableBy: ["owner"] })).toBe(422);
    expect(await send({ type: "text" })).toBe(201);
  });
});

describe("a subscription to similar rows", () => {
  it("gets those that are there, then new ones, even if the object is evicted in between", async () => {
    const { table, ids } = await filled();
    const listener = await table.listen();
    subscribe(listener, "ships", "the ship in the harbour");
    await until("the first rows", () => similarOf(listener, "ships").length > 0);
    const [first] = similarOf(listener, "ships");
    expect(first?.rows.map(({ id }) => id)).toEqual([ids[0]]);
    expect(Date.parse(first?.expiresAt ?? "")).toBeGreaterThan(Date.now() + 3_000_000);
    await table.evict();
    const [added] = await change(table, () =>
      table.add({ title: "Another ship in the harbour" }, { title: "Pears and plums" }),
    );
    await until("the new row", () => similarOf(listener, "ships").length > 1);
    expect(similarOf(listener, "ships")[1]?.rows.map(({ id }) => id)).toEqual([added]);
    listener.send(JSON.stringify({ type: "unsubscribe", id: "ships" }));
    subscribe(listener, "pies", "apple pie recipe");
    await until("the other subscription", () => similarOf(listener, "pies").length > 0);
    await change(table, () => table.add({ title: "The ship and the harbour" }));
    expect(similarOf(listener, "ships")).toHaveLength(2);
    await listener.close();
  });

  it("expires, and the client receives a message", async () => {
    const semantic = { subscriptionSeconds: 1 };
    const worker = await stack.startWorker({
      CONFIGURATION: JSON.stringify({ tables: { semantic } }),
    });
    const table = await newTable(stack, { schema, worker });
    const listener = await table.listen();
    subscribe(listener, "soon", "anything");
    await until("the end", () =>
      listener.messages.some((message) => (message as { type: string }).type === "expired"),
    );
    expect(listener.messages.at(-1)).toEqual({ type: "expired", id: "soon" });
    expect(listener.isOpen()).toBe(true);
    await listener.close();
  });

  it("is refused without a semantic column, and beyond 20 a minute", async () => {
    const plain = await (await newTable(stack)).listen();
    subscribe(plain, "a", "anything");
    await until("the refusal", () => plain.messages.length > 0);
    expect(plain.messages).toMatchObject([{ type: "error", id: "a", code: "UNPROCESSABLE" }]);
    const eager = await (await newTable(stack, { schema })).listen();
    for (let n = 0; n <= 20; n++) subscribe(eager, "again", `text ${n}`);
    await until("the last answer", () => eager.messages.length > 20);
    expect(
      eager.messages.filter((one) => (one as { type: string }).type === "similar"),
    ).toHaveLength(20);
    expect(eager.messages).toContainEqual(expect.objectContaining({ code: "RATE_LIMITED" }));
    await Promise.all([plain.close(), eager.close()]);
  });
});
