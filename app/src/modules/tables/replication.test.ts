import { until } from "@seaworthy/platform/testing/until";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startStack, type TestStack } from "../../../testing/stack.ts";
import type { TestWorker } from "../../../testing/worker.ts";
import { alertsOf } from "./testing/alerts.ts";
import { newTable, type TestTable } from "./testing/table.ts";

let stack: TestStack;
let worker: TestWorker;
beforeAll(async () => {
  stack = await startStack();
  const replication = { delayMs: 0, verifySeconds: 1 };
  worker = await stack.startWorker({
    CONFIGURATION: JSON.stringify({ tables: { replication } }),
  });
});
afterAll(() => stack?.close());

const copyOf = async (table: TestTable) => {
  const rows = await stack.admin`
    select row_id, data from table_rows where table_id = ${table.id} and data is not null`;
  return new Map(rows.map(({ row_id, data }) => [row_id as string, data as object]));
};

/** Resolves when the copy in PostgreSQL equals the table. */
const untilEqual = (table: TestTable) =>
  until(
    "an equal copy",
    async () => {
      const { status, rows } = await table.ask({ limit: 200 });
      if (status !== 200) return false;
      const copy = await copyOf(table);
      return (
        rows.length === copy.size &&
        rows.every(({ id, values }) => JSON.stringify(copy.get(id)) === JSON.stringify(values))
      );
    },
    30_000,
  );

const row = (rank: number) => ({ title: `row ${rank}`, rank, price: 0.1 * rank });

it("follows inserts, updates and deletes", async () => {
  const table = await newTable(stack, { worker });
  const ids = await table.add(...Array.from({ length: 20 }, (_, rank) => row(rank)));
  await untilEqual(table);
  await table.send("PATCH", `/rows/${ids[0]}`, { values: { title: "changed" } });
  await table.send("DELETE", `/rows/${ids[1]}`);
  await untilEqual(table);
  expect((await copyOf(table)).size).toBe(19);
});

it("catches up after PostgreSQL was down, and an older batch changes nothing", async () => {
  const table = await newTable(stack, { worker });
  const [id = ""] = await table.add(row(1));
  await untilEqual(table);
  const listener = await table.listen();
  stack.crash("postgres");
  // Membership is in PostgreSQL too, so the write uses a socket that is already open.
  const changes = [{ op: "update", id, values: { rank: 2 } }];
  listener.send(JSON.stringify({ type: "write", requestId: "while-down", changes }));
  await until("the acknowledgement", () => listener.messages.length > 0);
  expect(listener.messages).toMatchObject([{ type: "ack", requestId: "while-down" }]);
  const isUp = () =>
    stack.admin`select 1`.then(
      () => true,
      () => false,
    );
  await until("PostgreSQL to recover", isUp, 40_000);
  await untilEqual(table);
  await stack.admin`
    insert into table_rows (table_id, row_id, seq, data) values (${table.id}, ${id}, 1, '{"rank": 1}')
    on conflict (table_id, row_id) do update set data = excluded.data where excluded.seq > table_rows.seq`;
  await untilEqual(table);
}, 60_000);

it("is compared with the table, and repaired where it differs", async () => {
  const table = await newTable(stack, { worker });
  const ids = await table.add(row(1), row(2), row(3));
  await untilEqual(table);
  await stack.admin`update table_rows set data = '{"rank": 9}' where row_id = ${ids[0] ?? ""}`;
  await stack.admin`delete from table_rows where row_id = ${ids[1] ?? ""}`;
  await stack.admin`insert into table_rows (table_id, row_id, seq, data)
    values (${table.id}, ${crypto.randomUUID()}, 1, '{}')`;
  await table.send("PATCH", `/rows/${ids[2]}`, { values: { rank: 4 } });
  await untilEqual(table);
  expect(worker.logs().some(({ event }) => event === "table.copy_repaired")).toBe(true);
}, 60_000);

it("near the socket limit raises an alert, until sockets are closed", async () => {
  const configuration = { tables: { live: { perTable: 4 } } };
  const worker = await stack.startWorker({
    CONFIGURATION: JSON.stringify(configuration),
    ALERTS: JSON.stringify({ "tables.sockets": 2 }),
  });
  const table = await newTable(stack, { worker });
  const [one, two] = [await table.listen(), await table.listen()];
  expect(await alertsOf(worker)).not.toContain("tables.sockets");
  const three = await table.listen();
  await until("the alert", async () => (await alertsOf(worker)).includes("tables.sockets"));
  await Promise.all([one.close(), two.close(), three.close()]);
  await until("its end", async () => !(await alertsOf(worker)).includes("tables.sockets"));
});
