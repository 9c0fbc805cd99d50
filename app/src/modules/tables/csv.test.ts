import { afterAll, beforeAll, expect, it } from "vitest";
import { startStack, type TestStack } from "../../../testing/stack.ts";
import { newTable, type TestTable } from "./testing/table.ts";

let stack: TestStack;
beforeAll(async () => {
  stack = await startStack();
});
afterAll(() => stack?.close());

const send = (table: TestTable, body: string, type = "text/csv") =>
  stack.worker.fetch(`/rest/tables/${table.id}/import`, {
    method: "POST",
    headers: { authorization: table.owner.authorization, "content-type": type },
    body,
  });
const exported = async (table: TestTable) => (await table.send("GET", "/export")).text();

it("stores valid lines, and names the others", async () => {
  const table = await newTable(stack);
  const csv = 'rank,title\r\n1,"a, ""b""\nc"\r\nx,wrong\r\n3\r\n4,\r\n5,=1+1\r\n';
  const answer = await send(table, csv);
  expect(await answer.json()).toEqual({
    imported: 2,
    refused: 3,
    problems: [
      { line: 4, message: "rank must be a number." },
      { line: 5, message: "Expected 2 cells, but found 1." },
      { line: 6, message: "title is required." },
    ],
  });
  const titles = (await table.ask({ order: { column: "rank" } })).rows.map(
    ({ values }) => values.title,
  );
  expect(titles).toEqual(['a, "b"\nc', "=1+1"]);
});

it("exports formulas as text, and imports its own export unchanged", async () => {
  const table = await newTable(stack);
  const titles = ["=cmd()", "+1", "-1", "@x", "'quoted", "plain", "\ttab"];
  await table.add(...titles.map((title, rank) => ({ title, rank: -rank, price: -0.5 })));
  const csv = await exported(table);
  expect(csv).toContain(`"'=cmd()",0,-0.5`);
  expect(csv).not.toMatch(/(^|,)"?[=+@]/m);
  const copy = await newTable(stack);
  expect((await send(copy, csv)).status).toBe(200);
  const sorted = async (one: TestTable) =>
    (await one.ask({ order: { column: "rank" } })).rows.map(({ values }) => values);
  expect(await sorted(copy)).toEqual(await sorted(table));
});

it.each([
  ["an unknown column", "nothing\n1\n", 422],
  ["a column twice", "rank,rank\n1,2\n", 422],
  ["an open quote", 'title\n"a\n', 400],
  ["1,001 lines", `rank,title\n${"1,a\n".repeat(1_001)}`, 422],
])("refuses %s", async (_what, csv, status) => {
  expect((await send(await newTable(stack), csv)).status).toBe(status);
});

it("accepts only CSV, ten times a minute", async () => {
  const table = await newTable(stack);
  expect((await send(table, "{}", "application/json")).status).toBe(415);
  const answers = await Promise.all(Array.from({ length: 10 }, () => send(table, "rank,title\n")));
  expect(answers.filter(({ status }) => status === 429)).toHaveLength(1);
});
