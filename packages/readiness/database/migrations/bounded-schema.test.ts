import { beforeAll, expect, test } from "vitest";
import { judge } from "../../judge.ts";
import { type PlannedStack, planShipped } from "../../testing/stack.ts";
import { boundedSchema } from "./bounded-schema.ts";
import type { MigrationFile } from "./migration-files.ts";

const file = (name: string, text: string): MigrationFile => ({
  file: `migrations/${name}.sql`,
  name,
  kind: "sql",
  path: "",
  text,
});
const after = file("0002_after", "create table public.after_it (id uuid primary key);");

let prod: PlannedStack;
beforeAll(async () => {
  prod = await planShipped("prod");
});

test("a sleep, a loop and a query without an end are stopped and named, and the rest is judged", async () => {
  const stuck = file(
    "0001_stuck",
    [
      "select 1;",
      "select pg_sleep(100000);",
      "do $$ begin loop perform 1; end loop; end $$;",
      "select count(*) from generate_series(1, 1000000000000);",
    ].join("\n"),
  );
  const schema = await boundedSchema([stuck, after], "", 2_500);
  expect(schema.notRun).toMatchObject(
    [2, 3, 4].map((line) => ({
      place: { file: "migrations/0001_stuck.sql", line },
      fails: true,
    })),
  );
  expect(schema.tables.map(({ name }) => name)).toContain("after_it");
  const { results } = judge(prod.resources, { ...prod.facts, schema });
  const { outcome, findings } =
    results.find(({ rule }) => rule.id === "database-migrations-run") ?? {};
  expect(outcome).toBe("violation");
  expect(findings?.[0]?.message).toContain(
    "migrations/0001_stuck.sql:2 could not be run: it never ends",
  );
});

test("four of them: not judged, each named", async () => {
  const stuck = file("0001_stuck", "select pg_sleep(100000);\n".repeat(4));
  await expect(boundedSchema([stuck], "", 1_000)).rejects.toThrow(
    expect.objectContaining({
      code: "NOT_JUDGED",
      message: expect.stringMatching(/0001_stuck\.sql:1, .*:2, .*:3, .*:4/),
    }),
  );
});

test("an SQL mistake leaves the thread as such", async () => {
  await expect(boundedSchema([file("0001", "create tabel x ();")], "")).rejects.toThrow(
    expect.objectContaining({ code: "INPUT_INVALID" }),
  );
});

test("only what certainly fails is called failing: not what this database may lack", async () => {
  const files = [
    file("0001_no_table", "alter table public.pots add column x integer;"),
    file("0002_of_the_platform", "alter table auth.sso_x add column y integer;"),
    file("0003_of_an_extension", "select public.somewhat(1);"),
  ];
  const { notRun } = await boundedSchema(files, "");
  expect(notRun.map(({ fails }) => fails)).toEqual([true, undefined, undefined]);
});
