import type { Listener } from "@seaworthy/platform/testing/listener";
import { until } from "@seaworthy/platform/testing/until";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startStack, type TestStack } from "../../../testing/stack.ts";
import { Replica } from "./testing/replica.ts";
import { newTable, type TestTable } from "./testing/table.ts";

let stack: TestStack;
beforeAll(async () => {
  stack = await startStack();
});
afterAll(() => stack?.close());

const filters: readonly (readonly unknown[])[] = [
  [],
  [["rank", ">", 4]],
  [["done", "=", true]],
  [["title", "contains", "a"]],
];

/** A client with its own subscription, which may lose its connection at any time. */
interface Client {
  readonly where: readonly unknown[];
  readonly replica: Replica;
  listener: Listener | undefined;
}

const step = fc.oneof(
  fc.record({ do: fc.constant("subscribe" as const), filter: fc.nat(filters.length - 1) }),
  fc.record({
    do: fc.constant("write" as const),
    title: fc.constantFrom("a", "b", "ab"),
    rank: fc.nat(9),
    done: fc.constantFrom(true, false, null),
    row: fc.nat(20),
  }),
  fc.record({ do: fc.constant("delete" as const), row: fc.nat(20) }),
  fc.record({ do: fc.constant("evict" as const) }),
  fc.record({ do: fc.constant("drop" as const), client: fc.nat(3) }),
  fc.record({ do: fc.constant("reconnect" as const), client: fc.nat(3) }),
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

class Model {
  readonly clients: Client[] = [];
  readonly rows: string[] = [];
  readonly table: TestTable;

  constructor(table: TestTable) {
    this.table = table;
  }

  async take(one: Step): Promise<void> {
    switch (one.do) {
      case "subscribe":
        if (this.clients.length < 4) await this.subscribe(filters[one.filter] ?? []);
        return;
      case "write":
        return this.write(one);
      case "delete": {
        const [id] = this.rows.splice(one.row % Math.max(1, this.rows.length), 1);
        if (id !== undefined) await this.table.send("DELETE", `/rows/${id}`);
        return;
      }
      case "evict":
        return this.table.evict();
      case "drop":
        return this.drop(this.clients[one.client]);
      case "reconnect": {
        const client = this.clients[one.client];
        if (client && client.listener === undefined) await this.connect(client);
      }
    }
  }

  /** Once everything sent has arrived, every replica equals what its filter matches. */
  async settle(): Promise<void> {
    for (const client of this.clients) {
      if (client.listener === undefined) await this.connect(client);
      const { rows } = await this.table.ask({ where: client.where, limit: 200 });
      const wanted = new Map(rows.map(({ id, values }) => [id, values]));
      const { listener, replica } = client;
      if (listener)
        await until(`${JSON.stringify([...wanted])}`, () => {
          const { rows: had } = replica.apply(listener);
          return JSON.stringify([...had].sort()) === JSON.stringify([...wanted].sort());
        });
    }
    await Promise.all(this.clients.map((client) => this.drop(client)));
  }

  private async subscribe(where: readonly unknown[]): Promise<void> {
    const client: Client = { where, replica: new Replica("s"), listener: undefined };
    this.clients.push(client);
    await this.connect(client);
  }

  private async write({ title, rank, done, row }: Extract<Step, { do: "write" }>): Promise<void> {
    const values = { title, rank, done };
    const known = this.rows[row];
    if (known !== undefined) await this.table.send("PATCH", `/rows/${known}`, { values });
    else this.rows.push(...(await this.table.add(values)));
  }

  private async connect(client: Client): Promise<void> {
    const listener = await this.table.listen();
    const { seq } = client.replica;
    client.replica.reconnected();
    client.listener = listener;
    const since = seq === undefined ? {} : { since: seq };
    const query = { where: client.where };
    listener.send(JSON.stringify({ type: "subscribe", id: "s", query, ...since }));
  }

  private async drop(client: Client | undefined): Promise<void> {
    const listener = client?.listener;
    if (client === undefined || listener === undefined) return;
    client.replica.apply(listener);
    client.listener = undefined;
    await listener.close();
  }
}

it("leaves every replica equal to the table after writes, evictions, lost connections and reconnects", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
      const model = new Model(await newTable(stack));
      for (const one of steps) await model.take(one);
      await model.settle();
    }),
    { numRuns: 8, endOnFailure: true },
  );
}, 120_000);

it("loses nothing acknowledged when the object is removed midway", async () => {
  const table = await newTable(stack);
  const listener = await table.listen();
  const requests = Array.from({ length: 30 }, (_, rank) => `r${rank}`);
  for (const [rank, requestId] of requests.entries()) {
    const changes = [{ op: "insert", values: { title: requestId, rank } }];
    listener.send(JSON.stringify({ type: "write", requestId, changes }));
  }
  await until("some acknowledgements", () => listener.messages.length > 5);
  await table.evict();
  const acked = (listener.messages as { type: string; ids?: string[] }[]).flatMap(
    ({ ids = [] }) => ids,
  );
  const { rows } = await table.ask({ limit: 200 });
  expect(rows.map(({ id }) => id)).toEqual(expect.arrayContaining(acked));
  expect(new Set(rows.map(({ values }) => values.title)).size).toBe(rows.length);
  await listener.close();
});
