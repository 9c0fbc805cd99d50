import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createVendorClient } from "@seaworthy/core/http";
import { findProject } from "@seaworthy/core/project";
import { createSupabase } from "@seaworthy/local/supabase/api/index";
import { startTestCloud, type TestCloud } from "@seaworthy/local/testing";
import { run } from "@seaworthy/toolchain/run";
import postgres from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";

/** `seaworthy check prod --live-database` on a real PostgreSQL, in read-only transactions. */
let cloud: TestCloud;
let sql: postgres.Sql;
let url: string;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "sea-live-"));
  cloud = await startTestCloud({ vendors: [createSupabase] });
  const supabase = createVendorClient({
    vendor: "Supabase",
    baseUrl: cloud.control.supabase,
    headers: { authorization: `Bearer ${cloud.tokens.supabase}` },
  });
  const project = {
    name: "live",
    db_pass: "postgres-password",
    organization_slug: "seaworthy-local",
    region: "eu-central-1",
  };
  const { ref } = (await supabase.request("POST", "/v1/projects", project)).body as { ref: string };
  const { database } = (await supabase.request("GET", `/v1/projects/${ref}`)).body as {
    database: { host: string };
  };
  url = `postgres://postgres:postgres-password@${database.host}/postgres`;
  sql = postgres(url, { max: 1, onnotice: () => {} });
  await sql.unsafe(`
    create table public.open_to_all (id bigint primary key);
    create table public.notes (id uuid primary key, owner_id uuid);
    alter table public.notes enable row level security, force row level security;
    create policy anyone on public.notes for delete to authenticated
      using (coalesce(true, owner_id is null));`);
});

afterAll(async () => {
  await sql?.end();
  await cloud?.close();
  rmSync(folder, { recursive: true, force: true });
});

async function check(databaseUrl: string) {
  const file = join(folder, "report.json");
  const { root } = findProject();
  const command = join(root, "packages", "cli", "bin", "seaworthy.mjs");
  const { exitCode, tail } = await run(
    process.execPath,
    [command, "check", "prod", "--live-database", "--format", `json=${file}`],
    {
      directory: root,
      environment: {
        PATH: process.env.PATH ?? "",
        HOME: process.env.HOME ?? "",
        SEAWORTHY_DATABASE_URL: databaseUrl,
      },
      timeoutMs: 240_000,
    },
  );
  return { exitCode, output: tail.join("\n"), report: JSON.parse(readFileSync(file, "utf8")) };
}

/** Everything that a statement could have left behind. */
const contents = async () =>
  (
    await sql.unsafe(
      `select (select json_agg(c.relname order by c.oid) from pg_class c) as relations,
        (select json_agg(p.proname order by p.oid) from pg_proc p) as functions,
        (select json_agg(r.rolname order by r.oid) from pg_roles r) as roles,
        (select sum(n_tup_ins + n_tup_upd + n_tup_del) from pg_stat_user_tables) as changes`,
    )
  )[0];

test("the live schema is judged by the lints of migrations, and nothing is written", {
  timeout: 300_000,
}, async () => {
  const before = await contents();
  const { exitCode, output, report } = await check(url);
  expect(exitCode, output).toBe(1);
  const found = report.violations.map(({ rule, name }: { rule: string; name: string }) => [
    rule,
    name,
  ]);
  expect(found).toContainEqual(["rls_disabled_in_public", "public.open_to_all"]);
  expect(found).toContainEqual(["rls_policy_always_true", "public.notes.anyone"]);
  expect(await contents()).toEqual(before);
});

test("an unreachable database is not judged: exit code 2, and the report says why", {
  timeout: 120_000,
}, async () => {
  const { exitCode, output, report } = await check("postgres://postgres:hidden-word@127.0.0.1:1/x");
  expect(exitCode, output).toBe(2);
  expect(output).toContain("DATABASE_UNREACHABLE");
  expect(JSON.stringify(report)).toContain("DATABASE_UNREACHABLE");
  expect(output + JSON.stringify(report)).not.toContain("hidden-word");
});
