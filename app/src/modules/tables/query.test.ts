import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startStack, type TestStack } from "../../../testing/stack.ts";
import { newTable, type TestTable } from "./testing/table.ts";

let stack: TestStack;
let table: TestTable;
beforeAll(async () => {
  stack = await startStack();
  table = await newTable(stack);
  await table.add(
    ...Array.from({ length: 300 }, (_, n) => ({
      title: `row ${n % 7}`,
      rank: n % 10,
      price: n / 4,
      done: n % 3 === 0 ? null : n % 2 === 0,
    })),
  );
});
afterAll(() => stack?.close());

const count = async (where: readonly unknown[]) => {
  const { rows, status } = await table.ask({ where, limit: 200 });
  return status === 200 ? rows.length : status;
};

describe("a query", () => {
  it.each<[unknown[], number]>([
    [["rank", "=", 3], 30],
    [["rank", "!=", 3], 200],
    [["rank", "in", [1, 2]], 60],
    [["rank", "in", []], 0],
    [["title", "contains", "w 6"], 42],
    [["title", "contains", "%"], 0],
    [["done", "null", true], 100],
    [["done", "=", true], 100],
    [["price", "<", 1], 4],
  ])("with %j returns what it asks for", async (condition, found) => {
    expect(await count([condition])).toBe(found);
  });

  it.each<[unknown[]]>([
    [["nothing", "=", 1]],
    [["rank", "=", null]],
    [["rank", "=", "3"]],
    [["rank", "=", [3]]],
    [["rank", "in", 3]],
    [["rank", "contains", "3"]],
    [["done", "null", 1]],
  ])("with %j is refused", async (condition) => {
    expect(await count([condition])).toBe(422);
  });

  it("pages through all rows once, in both directions, including ties", async () => {
    for (const direction of ["asc", "desc"]) {
      const seen: string[] = [];
      const ranks: number[] = [];
      let cursor: string | null | undefined;
      do {
        const page: Awaited<ReturnType<typeof table.ask>> = await table.ask({
          order: { column: "rank", direction },
          limit: 41,
          ...(cursor ? { cursor } : {}),
        });
        seen.push(...page.rows.map(({ id }) => id));
        ranks.push(...page.rows.map(({ values }) => Number(values.rank)));
        cursor = page.nextCursor;
      } while (cursor);
      expect(new Set(seen).size).toBe(300);
      const sorted = [...ranks].sort((one, other) => one - other);
      expect(ranks).toEqual(direction === "asc" ? sorted : sorted.reverse());
    }
  });

  it("refuses another query's or table's cursor, and an order that leaves rows out", async () => {
    const { nextCursor } = await table.ask({ limit: 5 });
    expect((await table.ask({ limit: 5, cursor: nextCursor })).status).toBe(200);
    const other = await table.ask({ where: [["rank", "=", 1]], cursor: nextCursor });
    expect([other.status, other.code]).toEqual([400, "VALIDATION_FAILED"]);
    expect((await table.ask({ cursor: "bm9wZQ" })).status).toBe(400);
    const elsewhere = await newTable(stack);
    expect((await elsewhere.ask({ limit: 5, cursor: nextCursor })).status).toBe(400);
    expect((await table.ask({ order: { column: "price" } })).status).toBe(422);
  });

  it("is refused before it scans more rows than allowed", async () => {
    const worker = await stack.startWorker({
      CONFIGURATION: JSON.stringify({ tables: { queryRows: 50 } }),
    });
    const small = await newTable(stack, { worker });
    await small.add(
      ...Array.from({ length: 120 }, (_, rank) => ({ title: "x", rank, done: rank < 10 })),
    );
    const asked = async (query: object) => (await small.ask(query)).status;
    expect(await asked({})).toBe(200);
    expect(await asked({ order: { column: "rank" } })).toBe(200);
    expect(await asked({ where: [["done", "=", true]] })).toBe(200);
    expect(await asked({ where: [["rank", ">", 100]] })).toBe(200);
    expect(await asked({ where: [["title", "contains", "y"]] })).toBe(422);
    expect(await asked({ where: [["done", "=", false]] })).toBe(422);
    expect(await asked({ where: [["rank", ">", 10]] })).toBe(422);
    expect(await asked({ order: { column: "title" } })).toBe(422);
  });

  it("treats names and values as data, whatever they contain", async () => {
    const hostile = await newTable(stack);
    await hostile.add({ title: "only", rank: 1 });
    const texts = fc.oneof(
      fc.string(),
      fc.constantFrom(
        `" or 1=1 --`,
        "'; drop table rows; --",
        "rank) union select 1 --",
        "%",
        "_",
        "\\",
      ),
    );
    await fc.assert(
      fc.asyncProperty(texts, texts, async (name, value) => {
        const answer = await hostile.ask({ where: [[name, "=", value]] });
        expect([200, 400, 422]).toContain(answer.status);
        const found = await hostile.ask({ where: [["title", "=", value]] });
        expect(found.status === 200 ? found.rows.length : 0).toBe(value === "only" ? 1 : 0);
      }),
      { numRuns: 40 },
    );
    expect((await hostile.ask({})).rows).toHaveLength(1);
  });
});
