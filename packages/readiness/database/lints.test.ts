import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { evaluate } from "../evaluate.ts";
import { judge } from "../judge.ts";
import { unknown } from "../plan/value.ts";
import type { Rule } from "../rules/rule.ts";
import { rules } from "../rules/table.ts";
import { outsideCases } from "../testing/cases/migration-safety.ts";
import { goodSchema, schemaCases } from "../testing/cases/schema.ts";
import { waiverFor } from "../testing/judged.ts";
import { planned } from "../testing/planned.ts";
import { openSchemas, sqlFile } from "../testing/schemas.ts";
import { schemaOfMigrations } from "./migrations/schema-of-migrations.ts";
import type { Schema } from "./schema.ts";

const lints = rules.filter(({ needs }) => needs?.includes("schema"));
const declared = [
  planned("migrations", { directory: "app/migrations", checksum: "0".repeat(64) }),
  planned("supabaseSettings", { api: '{"db_schema":"public,graphql_public,pgmq_public"}' }),
];
const facts = { environment: "prod", today: "2026-11-21" } as const;

const resultsOf = (schema: Schema, judged: readonly Rule[] = lints) =>
  judge(declared, { ...facts, rules: judged, schema }).results;

const outcomeOf = (id: string, schema: Schema) =>
  resultsOf(
    schema,
    lints.filter((rule) => rule.id === id),
  )[0]?.outcome;

/** The rule's outcome when each of its violations has its own waiver. */
function waived(id: string, schema: Schema) {
  const told = { ...facts, stack: "prod", schema, rules: lints.filter((rule) => rule.id === id) };
  const waivers = evaluate({ resources: declared }, told).violations.map(({ name }) =>
    waiverFor(id, "migrations", { finding: name, expires: "2026-11-21" }),
  );
  return evaluate({ resources: declared }, told, waivers).rules[0]?.outcome;
}

const withoutCase = [
  "database-migrations-run",
  "extension_versions_outdated",
  "database-indexes-valid",
];

test("every lint has a case", () => {
  const tried = new Set([...schemaCases, ...outsideCases].map(({ rule }) => rule));
  expect([...tried, ...withoutCase].sort()).toEqual(lints.map(({ id }) => id).sort());
});

describe("over the migrations", () => {
  let schemas: Awaited<ReturnType<typeof openSchemas>>;
  beforeAll(async () => {
    schemas = await openSchemas(goodSchema);
  }, 120_000);
  afterAll(() => schemas?.close());

  test("a correct schema passes every lint", async () => {
    const results = resultsOf(await schemas.after(""));
    expect(results.filter(({ outcome }) => outcome !== "passed")).toEqual([]);
  });

  test.each(schemaCases)("$rule finds: $broken", async ({ rule, broken, line }) => {
    const statements = broken.replaceAll(/; (?!end)/g, ";\n");
    const schema = await schemas.after(statements);
    expect(schema.notRun).toEqual([]);
    const [result] = resultsOf(
      schema,
      lints.filter(({ id }) => id === rule),
    );
    expect(result?.outcome).toBe("violation");
    const lines = statements.trim().split("\n");
    const own = lines.findIndex((text) => text.startsWith(line ?? "\0"));
    const first = goodSchema.split("\n").findIndex((text) => text.trim().startsWith(line ?? "\0"));
    const expected =
      line === undefined
        ? { file: "migrations/0002.sql", line: lines.length }
        : own >= 0
          ? { file: "migrations/0002.sql", line: own + 1 }
          : { file: "migrations/0001.sql", line: first + 1 };
    expect(result?.findings.map(({ place }) => place)).toContainEqual(expected);
    expect(waived(rule, schema)).toBe("waived");
  });

  test.each(schemaCases)("$rule finds nothing in: $harmless", async ({ rule, harmless }) => {
    const schema = await schemas.after(harmless);
    expect(schema.notRun).toEqual([]);
    expect(outcomeOf(rule, schema)).toBe("passed");
  });

  test("a schema that the API does not expose may have what an exposed one may not", async () => {
    const hidden = "create schema internal; create table internal.jobs (id integer primary key);";
    expect(outcomeOf("rls_disabled_in_public", await schemas.after(hidden))).toBe("passed");
  });

  test("a statement that cannot run makes the affected lints unknown", async () => {
    const schema = await schemas.after(
      "\ndo $$ begin execute 'select no_such_function()'; end $$;",
    );
    expect(schema.notRun).toMatchObject([{ place: { file: "migrations/0002.sql", line: 2 } }]);
    expect(new Set(resultsOf(schema).map(({ outcome }) => outcome))).toEqual(new Set(["unknown"]));
    const extension = await schemas.after("create extension of_their_own;");
    expect(outcomeOf("extension_in_public", extension)).toBe("unknown");
    expect(outcomeOf("rls_disabled_in_public", extension)).toBe("passed");
    expect(outcomeOf("database-migrations-run", extension)).toBe("unknown");
  });

  test("without a schema, or the names of the exposed ones, nothing passes", async () => {
    const { results } = judge(declared, { ...facts, rules: lints });
    expect(new Set(results.map(({ outcome }) => outcome))).toEqual(new Set(["unknown"]));
    const hidden = [...declared.slice(0, 1), planned("supabaseSettings", { api: unknown })];
    const schema = await schemas.after("");
    const judged = judge(hidden, { ...facts, schema, rules: lints }).results;
    expect(
      new Set(
        judged.map(({ outcome, rule }) =>
          rule.id === "database-migrations-run" ? "unknown" : outcome,
        ),
      ),
    ).toEqual(new Set(["unknown"]));
  });
});

test.each(outsideCases)(
  "$rule finds: $broken",
  { timeout: 120_000 },
  async ({ rule, broken, harmless }) => {
    const after = (sql: string) =>
      schemaOfMigrations([sqlFile("0001", goodSchema), sqlFile("0002", `\n${sql}`)]);
    const schema = await after(broken);
    const [result] = resultsOf(
      schema,
      lints.filter(({ id }) => id === rule),
    );
    expect(result?.findings).toMatchObject([{ place: { file: "migrations/0002.sql", line: 2 } }]);
    expect(outcomeOf(rule, await after(harmless))).toBe("passed");
  },
);

test("invalid SQL is reported by file and line", async () => {
  await expect(
    schemaOfMigrations([sqlFile("0001", "select 1;\n\ncreate tabel x ();")]),
  ).rejects.toMatchObject({
    code: "INPUT_INVALID",
    message: expect.stringContaining("migrations/0001.sql:3"),
  });
});
