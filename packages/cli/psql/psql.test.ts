import { createVendorClient } from "@seaworthy/core/http";
import { createSupabase } from "@seaworthy/local/supabase/api/index";
import { startTestCloud, type TestCloud } from "@seaworthy/local/testing";
import { withDatabase } from "@seaworthy/plugins/seaworthy/database/access";
import type { Client } from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readSlowReport, renderSlowReport } from "../db/slow-report.ts";
import { databaseTypes } from "../types/database-types.ts";
import { psqlEnvironment } from "./client-program.ts";
import { readOnlySession, runSql } from "./run-sql.ts";

let cloud: TestCloud;
let access: Readonly<Record<string, string>>;

beforeAll(async () => {
  cloud = await startTestCloud({ vendors: [createSupabase] });
  const headers = { authorization: `Bearer ${cloud.tokens.supabase}` };
  const baseUrl = cloud.control.supabase;
  const supabase = createVendorClient({ vendor: "Supabase", baseUrl, headers });
  const adminPassword = "postgres-password";
  const body = { organization_slug: "seaworthy-local", region: "eu-central-1", name: "sql" };
  const created = await supabase.request("POST", "/v1/projects", {
    ...body,
    db_pass: adminPassword,
  });
  const { ref } = created.body as { ref: string };
  const project = (await supabase.request("GET", `/v1/projects/${ref}`)).body as {
    database: { host: string };
  };
  const { host } = project.database;
  access = { host, database: "postgres", adminUser: "postgres", adminPassword };
  await run("create table authors (id bigint primary key, name text not null)");
  await run("create table books (id int primary key, author bigint references authors)");
});
afterAll(() => cloud?.close());

const connected = <T>(work: (client: Client) => Promise<T>) => withDatabase(access, work);
const run = (sql: string, json = false) => connected((client) => runSql(client, sql, { json }));

describe("SQL without psql", () => {
  it("prints each statement's rows as psql does", async () => {
    const sql =
      "create temp table t (a int); insert into t values (1), (22); select a, null n from t";
    expect(await run(sql)).toBe("CREATE\nINSERT 2\n a  | n\n----+---\n 1  |\n 22 |\n(2 rows)\n");
    expect(await run("select 1 as one where false")).toBe(" one\n-----\n(0 rows)\n");
  });

  it("lets no value control the terminal", async () => {
    expect(await run("select E'a\\x1b[2J\\nb' as v")).toContain(" a\\x1b[2J\\nb\n");
  });

  it("prints JSON without losing anything", async () => {
    const sql =
      "select 9007199254740993::bigint big, date '2026-01-01' d, true b, 1.10::numeric n, '{\"k\":[1]}'::jsonb j, null x";
    expect(JSON.parse(await run(sql, true))).toEqual([
      { big: "9007199254740993", d: "2026-01-01", b: true, n: "1.10", j: { k: [1] }, x: null },
    ]);
  });

  it("reports PostgreSQL's message and position", async () => {
    await expect(run("select 1;\nselect nope")).rejects.toMatchObject({
      code: "SQL_FAILED",
      message: 'column "nope" does not exist (line 2)',
    });
  });

  it("refuses to change data in a read-only session", async () => {
    const work = connected(async (client) => {
      await readOnlySession(client);
      await runSql(client, "select 1", { json: false });
      return runSql(client, "delete from books", { json: false });
    });
    await expect(work).rejects.toThrow("cannot execute DELETE in a read-only transaction");
  });
});

it("psql gets the login in its environment, and is read-only through libpq's options", () => {
  const variables = psqlEnvironment({ ...access, host: "db.example.com:6543" }, true);
  expect(variables).toMatchObject({
    PGHOST: "db.example.com",
    PGPORT: "6543",
    PGPASSWORD: "postgres-password",
    PGSSLMODE: "require",
    PGOPTIONS: "-c default_transaction_read_only=on",
  });
  expect(psqlEnvironment(access, false)).not.toHaveProperty("PGOPTIONS");
});

describe("types of the database", () => {
  it("have Supabase's format", async () => {
    const types = await connected((client) => databaseTypes(client, ["public"]));
    expect(types).toContain("export type Database = {");
    expect(types).toMatch(/authors: \{\s+Row: \{\s+id: number\s+name: string\s+\}/);
    expect(types).toMatch(/Insert: \{\s+author\?: number \| null\s+id: number\s+\}/);
    expect(types).toContain('foreignKeyName: "books_author_fkey"');
  });

  it("cover only existing schemas", async () => {
    await expect(connected((client) => databaseTypes(client, ["nope"]))).rejects.toMatchObject({
      code: "USAGE",
      message: "The database has no schema nope.",
    });
  });
});

describe("what is slow", () => {
  it("lists queries, unused indexes, and tables that need one", async () => {
    await run("create extension if not exists pg_stat_statements with schema extensions");
    await run("insert into authors select n, 'a' from generate_series(1, 2000) n");
    await run("create index authors_name on authors (name); analyze authors");
    await run("select count(*), pg_sleep(0.05) from books");
    const report = await connected((client) => readSlowReport(client, 50));
    const queries = report.queries?.map(({ query }) => query);
    expect(queries).toContainEqual(expect.stringContaining("pg_sleep($1) from books"));
    expect((await connected((client) => readSlowReport(client, 60_000))).queries).toEqual([]);
    expect(report.unusedIndexes.map(({ index }) => index)).toEqual(["authors_name"]);
    expect(report.missingIndexes).toEqual([
      { table: "books", why: "foreign key books_author_fkey has no index" },
    ]);
    const text = renderSlowReport(report, 50);
    expect(text).toContain("Queries of 50 ms and more");
    expect(text).toMatch(/ authors_name \| public\.authors \| /);
    const none = renderSlowReport({ ...report, queries: undefined, unusedIndexes: [] }, 50);
    expect(none).toContain("create extension pg_stat_statements");
    expect(none).toContain("nothing reads, of tables with rows\nnone\n");
  });
});
