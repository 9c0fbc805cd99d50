import { schemaOfMigrations } from "@seaworthy/readiness/database/migrations/schema-of-migrations";
import { expect, test } from "vitest";
import { unsafeIn } from "./migrations.ts";

const migration = (name: string, text: string) =>
  ({ file: `m/${name}.sql`, path: `m/${name}.sql`, name, kind: "sql", text }) as const;

/** What a migration does to table `t`, and how it affects old code. */
const cases: readonly (readonly [what: string, sql: string, expected?: string])[] = [
  ["a new table", "create table public.more_t (id bigint)"],
  ["a new column that may be null", "alter table t add column title text"],
  ["a new column with a default", "alter table t add column n int not null default 0"],
  ["a dropped column", "alter table t drop column kind", "drops"],
  ["a dropped table", "drop table t", "drops"],
  ["a dropped function", "drop function of_t()", "drops"],
  ["a renamed column", "alter table t rename column body to text", "renames"],
  ["a renamed table", "alter table t rename to other_t", "renames"],
  ["another type", "alter table t alter column kind type varchar(9)", "rewrites"],
  ["a required column", "alter table t add column n int not null", "requires"],
  ["a tightened column", "alter table t alter column body set not null", "requires"],
  ["a check", "alter table t add constraint c check (length(body) < 9)", "restricts"],
  ["what cannot be judged", "select not_a_function()", "could not be judged"],
];

const tableOf = (index: number) => `public.notes_${index}`;
const nameOf = (index: number) => `0002_case_${index}`;

test("a migration that removes or restricts is unsafe for older code, an expansion is safe", async () => {
  const before = cases.map(
    (_, index) => `create table ${tableOf(index)} (id bigint primary key, body text, kind text);
      create function public.of_${tableOf(index).slice(7)}() returns int language sql as 'select 1';`,
  );
  const after = cases.map(([, sql], index) =>
    migration(
      nameOf(index),
      sql
        .replaceAll(/\bt\b/g, tableOf(index))
        .replace("more_t", `more_${index}`)
        .replace("other_t", `other_${index}`)
        .replace("of_t", `public.of_notes_${index}`),
    ),
  );
  const schema = await schemaOfMigrations([migration("0001_notes", before.join("\n")), ...after]);
  const files = cases.map((_, index) => nameOf(index));
  for (const [index, [what, , expected]] of cases.entries()) {
    const found = unsafeIn(schema, [`${nameOf(index)}@feed`], files);
    if (expected === undefined) expect(found, what).toEqual([]);
    else expect(found.join(), what).toContain(expected);
  }
  expect(unsafeIn(schema, [], files)).toEqual([]);
});

test("a migration without its file is not known to be safe", () => {
  expect(unsafeIn({ steps: [], notRun: [] }, ["0003_gone"], [])).toEqual([
    expect.stringContaining("its file is not in this checkout"),
  ]);
});
