import { createVendorClient } from "@seaworthy/core/http";
import { createSupabase } from "@seaworthy/local/supabase/api/index";
import { startTestCloud, type TestCloud } from "@seaworthy/local/testing";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { evaluate } from "../evaluate.ts";
import { judge } from "../judge.ts";
import { unknown } from "../plan/value.ts";
import { rules } from "../rules/table.ts";
import { goodSchema, schemaCases } from "../testing/cases/schema.ts";
import { waiverFor } from "../testing/judged.ts";
import { planned } from "../testing/planned.ts";
import type { Waiver } from "../waivers/waiver.ts";
import { buildSchema } from "./build.ts";
import { readDatabase } from "./connection.ts";
import type { Schema } from "./schema.ts";
import { parseMigration } from "./statements.ts";

const lints = rules.filter(({ needs }) => needs?.includes("schema"));
const declared = [
  planned("migrations", { directory: "app/migrations", checksum: "0".repeat(64) }),
  planned("supabaseSettings", { api: '{"db_schema":"public,graphql_public"}' }),
];
const facts = { environment: "prod", today: "2026-11-21" } as const;

const schemaOf = async (sql: string): Promise<Schema> =>
  buildSchema(await parseMigration(sql, "migrations/0001.sql"));

function outcomesOf(schema: Schema | undefined, waivers: readonly Waiver[] = []) {
  const told = {
    ...facts,
    stack: "prod",
    rules: lints,
    ...(schema === undefined ? {} : { schema }),
  };
  const { rules } = evaluate({ resources: declared }, told, waivers);
  return Object.fromEntries(rules.map(({ rule, outcome }) => [rule.id, outcome]));
}

const allPassed = Object.fromEntries(lints.map(({ id }) => [id, "passed"]));

test("every lint has a case", () => {
  expect(schemaCases.map(({ rule }) => rule).sort()).toEqual(lints.map(({ id }) => id).sort());
});

describe("over the migrations", () => {
  test("a schema as it should be passes every lint", async () => {
    expect(outcomesOf(await schemaOf(goodSchema))).toEqual(allPassed);
  });

  test.each(schemaCases)(
    "$rule finds what is broken, in its line; a waiver covers it",
    async ({ rule, broken }) => {
      const schema = await schemaOf(`${goodSchema}\n${broken}`);
      const [result] = judge(declared, {
        ...facts,
        schema,
        rules: lints.filter(({ id }) => id === rule),
      }).results;
      expect(result?.outcome).toBe("violation");
      expect(result?.findings[0]?.place).toMatchObject({
        file: "migrations/0001.sql",
        line: expect.any(Number),
      });
      const told = {
        ...facts,
        stack: "prod",
        schema,
        rules: lints.filter(({ id }) => id === rule),
      };
      const waivers = evaluate({ resources: declared }, told).violations.map(({ name }) =>
        waiverFor(rule, "migrations", { finding: name, expires: "2026-11-21" }),
      );
      expect(outcomesOf(schema, waivers)[rule]).toBe("waived");
    },
  );

  test("without a schema, or the names of the exposed ones, nothing is said to be well", async () => {
    expect(new Set(Object.values(outcomesOf(undefined)))).toEqual(new Set(["unknown"]));
    const [migrations] = declared;
    const hidden = [
      ...(migrations ? [migrations] : []),
      planned("supabaseSettings", { api: unknown }),
    ];
    const { results } = judge(hidden, {
      ...facts,
      schema: await schemaOf(goodSchema),
      rules: lints,
    });
    expect(new Set(results.map(({ outcome }) => outcome))).toEqual(new Set(["unknown"]));
  });

  test("a schema that the API does not show may have what an exposed one may not", async () => {
    const hidden = `${goodSchema}create schema internal; create table internal.jobs (id integer primary key);`;
    expect(outcomesOf(await schemaOf(hidden))["database-rls-enabled"]).toBe("passed");
  });

  test("SQL that is none is named by its file", async () => {
    await expect(schemaOf("create tabel x ();")).rejects.toMatchObject({
      code: "INPUT_INVALID",
      message: expect.stringContaining("migrations/0001.sql"),
    });
  });
});

describe("over a live database", () => {
  let cloud: TestCloud;
  let sql: postgres.Sql;
  beforeAll(async () => {
    cloud = await startTestCloud({ vendors: [createSupabase] });
    const headers = { authorization: `Bearer ${cloud.tokens.supabase}` };
    const supabase = createVendorClient({
      vendor: "Supabase",
      baseUrl: cloud.control.supabase,
      headers,
    });
    const project = {
      name: "lints",
      db_pass: "postgres-password",
      organization_slug: "seaworthy-local",
      region: "eu-central-1",
    };
    const { ref } = (await supabase.request("POST", "/v1/projects", project)).body as {
      ref: string;
    };
    const { database } = (await supabase.request("GET", `/v1/projects/${ref}`)).body as {
      database: { host: string };
    };
    sql = postgres(`postgres://postgres:postgres-password@${database.host}/postgres`, {
      max: 1,
      onnotice: () => {},
    });
  });
  afterAll(async () => {
    await sql?.end();
    await cloud?.close();
  });

  /** The schema that a database has after some SQL, which is then taken back. */
  async function liveSchema(made: string): Promise<Schema> {
    await sql.unsafe("begin");
    try {
      await sql.unsafe(made);
      return await readDatabase((statement) => sql.unsafe(statement));
    } finally {
      await sql.unsafe("rollback");
    }
  }

  test("a schema as it should be passes every lint", async () => {
    expect(outcomesOf(await liveSchema(goodSchema))).toEqual(allPassed);
  });

  test.each(schemaCases)("$rule finds what its migrations would have shown", async ({ broken }) => {
    const [live, migrated] = [
      await liveSchema(goodSchema + broken),
      await schemaOf(goodSchema + broken),
    ];
    expect(live.source).toBe("database");
    expect(outcomesOf(live)).toEqual(outcomesOf(migrated));
  });
});
