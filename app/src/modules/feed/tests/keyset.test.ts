import type { Database } from "@seaworthy/platform/database/database";
import { service } from "@seaworthy/platform/database/database";
import { keyset } from "@seaworthy/platform/keyset/keyset";
import { keysetTime } from "@seaworthy/platform/keyset/keyset-columns";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startStack, type TestStack } from "../../../../testing/stack.ts";

let stack: TestStack;
let database: Database;
beforeAll(async () => {
  stack = await startStack();
  database = stack.openDatabase();
});
afterAll(async () => {
  await database?.close();
  await stack?.close();
});

interface Row {
  readonly id: string;
  readonly at: string;
}

const orders = ["asc", "desc"] as const;
const lists = Object.fromEntries(
  orders.map((order) => [
    order,
    keyset<Row>({
      list: "rows",
      most: 1_000,
      columns: [
        { name: "created_at", type: "timestamptz", order, value: ({ at }) => at },
        { name: "id", type: "uuid", order, value: ({ id }) => id },
      ],
    }),
  ]),
);

/** 1,000 rows a microsecond apart, 50 of them at the same moment. */
async function seed(): Promise<void> {
  await stack.admin`delete from posts`;
  await stack.admin`
    insert into posts (author_id, body, created_at)
    select gen_random_uuid(), 'stays', '2026-01-01T00:00:00.000500Z'::timestamptz
      + case when n between 400 and 449 then 400 else n end * interval '1 microsecond'
    from generate_series(1, 1000) n`;
}

async function page(order: (typeof orders)[number], size: number, cursor: string | null) {
  const list = lists[order];
  if (list === undefined) throw new RangeError(order);
  const place = cursor === null ? undefined : list.decode(cursor);
  const rows = await database.read(
    service,
    (sql) => sql<Row[]>`
      select id, ${keysetTime(sql, "created_at")} as at from posts
      where ${list.after(sql, place)} order by ${list.order(sql)} limit ${list.limit(size)}`,
  );
  return { rows: rows.slice(0, size), nextCursor: list.nextCursor(rows, size) };
}

/** Inserts and deletes rows between two pages, before and after the cursor. */
const change = async (at: number) => {
  await stack.admin`
    insert into posts (author_id, body, created_at)
    select gen_random_uuid(), 'comes', '2026-01-01T00:00:00.000500Z'::timestamptz + ${at}::int * interval '1 microsecond'`;
  await stack.admin`
    delete from posts where id in (select id from posts where body = 'stays' and created_at =
      '2026-01-01T00:00:00.000500Z'::timestamptz + ${at}::int * interval '1 microsecond' limit 1)`;
};

it("shows each remaining row exactly once, at any page size, during inserts and deletes", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...orders),
      fc.oneof(fc.integer({ min: 3, max: 60 }), fc.constantFrom(1_000, 999, 500)),
      fc.array(fc.integer({ min: 1, max: 1_000 }), { minLength: 1, maxLength: 10 }),
      async (order, size, changes) => {
        await seed();
        const seen: string[] = [];
        let cursor: string | null = null;
        do {
          const { rows, nextCursor }: Awaited<ReturnType<typeof page>> = await page(
            order,
            size,
            cursor,
          );
          seen.push(...rows.map(({ id }) => id));
          cursor = nextCursor;
          const at = changes.shift();
          if (at !== undefined) await change(at);
        } while (cursor !== null);
        const stayed = await stack.admin<Row[]>`select id from posts where body = 'stays'`;
        const shown = new Set(seen);
        expect(shown.size).toBe(seen.length);
        expect(stayed.filter(({ id }) => !shown.has(id))).toEqual([]);
      },
    ),
    { numRuns: 12 },
  );
}, 180_000);

it("reads a page by the index, however far back it is", async () => {
  await seed();
  await stack.admin`analyze posts`;
  const { nextCursor } = await page("desc", 900, null);
  const place = lists.desc?.decode(nextCursor ?? "");
  const plan = await stack.admin.begin(async (sql) => {
    await sql`set local enable_seqscan = off`;
    return sql`explain (analyze, format json)
      select id from posts where ${lists.desc?.after(sql, place) ?? sql``} order by ${lists.desc?.order(sql) ?? sql``} limit 20`;
  });
  const text = JSON.stringify(plan);
  expect(text).toContain("posts_feed_order");
  expect(text).toContain("Index Cond");
  expect(text).not.toContain("Rows Removed by Filter");
});
