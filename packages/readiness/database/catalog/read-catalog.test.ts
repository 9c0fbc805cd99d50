import type { PGlite } from "@electric-sql/pglite";
import { createVendorClient } from "@seaworthy/core/http";
import { createSupabase } from "@seaworthy/local/supabase/api/index";
import { startTestCloud, type TestCloud } from "@seaworthy/local/testing";
import postgres from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { judge } from "../../judge.ts";
import { rules } from "../../rules/table.ts";
import { goodSchema, schemaCases } from "../../testing/cases/schema.ts";
import { planned } from "../../testing/planned.ts";
import { openEngine } from "../engine/open.ts";
import type { Schema } from "../schema.ts";
import type { Query } from "./query.ts";
import { readDatabase, readDatabaseWith } from "./read-catalog.ts";

const lints = rules.filter(({ needs }) => needs?.includes("schema"));
const declared = [planned("migrations", { directory: "app/migrations", checksum: "0".repeat(64) })];

/**
 * Schemas and extensions that the local cloud's PostgreSQL lacks, and what only a superuser or
 * PostgreSQL 16 can do.
 */
const missing =
  /\b(storage|pgmq|pg_graphql|pg_net|vector|foreign data|for all tables|bypassrls|with inherit)\b/;
const good = goodSchema
  .split("\n")
  .filter((line) => !missing.test(line))
  .join("\n");
/** The resulting database does not show what a migration did. */
const isStep = (rule: string) =>
  /^database-(columns|not-null|indexes-built|concurrent|tables-not|constraints|keys|nothing|rows|roles-without-written)/.test(
    rule,
  );
/** Needs ADMIN OPTION since PostgreSQL 16, which a project's `postgres` does not have. */
const isRefused = (statements: string) => statements.includes("grant dashboard_user");
const cases = schemaCases.filter(
  ({ rule, broken, harmless }) =>
    !missing.test(broken + harmless) && !isStep(rule) && !isRefused(broken),
);

let cloud: TestCloud;
let sql: postgres.Sql;
let engine: PGlite;
beforeAll(async () => {
  engine = await openEngine("");
  cloud = await startTestCloud({ vendors: [createSupabase] });
  const headers = { authorization: `Bearer ${cloud.tokens.supabase}` };
  const baseUrl = cloud.control.supabase;
  const supabase = createVendorClient({ vendor: "Supabase", baseUrl, headers });
  const project = {
    name: "lints",
    db_pass: "postgres-password",
    organization_slug: "seaworthy-local",
    region: "eu-central-1",
  };
  const { ref } = (await supabase.request("POST", "/v1/projects", project)).body as { ref: string };
  const { database } = (await supabase.request("GET", `/v1/projects/${ref}`)).body as {
    database: { host: string };
  };
  const url = `postgres://postgres:postgres-password@${database.host}/postgres`;
  sql = postgres(url, { max: 1, onnotice: () => {} });
});
afterAll(async () => {
  await sql?.end();
  await cloud?.close();
  await engine?.close();
});

/** What a live database says after some SQL, which is then rolled back. */
async function live<Said>(made: string, read: (query: Query) => Promise<Said>): Promise<Said> {
  await sql.unsafe("begin");
  try {
    await sql.unsafe(made);
    return await read((statement) => sql.unsafe(statement));
  } finally {
    await sql.unsafe("rollback");
  }
}

const liveSchema = (made: string): Promise<Schema> =>
  live(made, (query) => readDatabaseWith(engine, query));

function outcomes(schema: Schema): Readonly<Record<string, string>> {
  const { results } = judge(declared, {
    environment: "prod",
    today: "2026-11-21",
    rules: lints,
    schema,
  });
  return Object.fromEntries(results.map(({ rule, outcome }) => [rule.id, outcome]));
}

test("a correct live schema passes every lint", async () => {
  const found = Object.entries(outcomes(await live(good, readDatabase)));
  expect(found.filter(([, outcome]) => outcome !== "passed")).toEqual([]);
});

test("at least 30 cases can be created in a live database", () => {
  expect(cases.length).toBeGreaterThanOrEqual(30);
});

test.each(cases)("$rule finds live: $broken", async ({ rule, broken, harmless }) => {
  const schema = await liveSchema(good + broken);
  expect(schema.source).toBe("database");
  expect(outcomes(schema)[rule]).toBe("violation");
  expect(outcomes(await liveSchema(good + harmless))[rule]).toBe("passed");
});

test("an outdated extension and an invalid index are found", async () => {
  const schema = await liveSchema(good);
  const behind = { ...schema.extensions[0], version: "0.9", recommended: "1.0" };
  const [index] = schema.indexes;
  const changed = {
    ...schema,
    extensions: [behind as Schema["extensions"][number]],
    indexes: index === undefined ? [] : [{ ...index, valid: false }],
  };
  expect(outcomes(changed)).toMatchObject({
    extension_versions_outdated: "violation",
    "database-indexes-valid": "violation",
  });
});
