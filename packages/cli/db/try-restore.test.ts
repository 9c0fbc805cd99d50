import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createVendorClient, type VendorClient } from "@seaworthy/core/http";
import { createSupabase } from "@seaworthy/local/supabase/api/index";
import { startTestCloud, type TestCloud } from "@seaworthy/local/testing";
import type { Values } from "@seaworthy/plugins/kit/values";
import { withDatabase } from "@seaworthy/plugins/seaworthy/database/access";
import { runMigrations } from "@seaworthy/plugins/seaworthy/database/migrate";
import { afterAll, beforeAll, expect, test } from "vitest";
import { restoreText, tryRestore } from "./try-restore.ts";

const nowMs = () => Date.UTC(2026, 10, 30);
const migration = `-- Up Migration
create table notes (id int generated always as identity primary key, text text not null, parent int references notes);
grant select on notes to team_worker;
-- Down Migration
drop table notes;
`;

let cloud: TestCloud;
let supabase: VendorClient;
let folder: string;
let ref: string;
let access: Values;

beforeAll(async () => {
  cloud = await startTestCloud({ vendors: [createSupabase] });
  const headers = { authorization: `Bearer ${cloud.tokens.supabase}` };
  supabase = createVendorClient({
    ...{ vendor: "Supabase", baseUrl: cloud.control.supabase, headers },
  });
  folder = mkdtempSync(join(tmpdir(), "sea-restore-"));
  writeFileSync(join(folder, "0001_notes.sql"), migration);
  ref = await newProject("prod");
  const { body } = await supabase.request("GET", `/v1/projects/${ref}`);
  const { host } = (body as { database: { host: string } }).database;
  access = { host, database: "postgres", adminUser: "postgres", adminPassword: "admin-password" };
  await withDatabase(access, async (client) => {
    await client.query("create role team_worker nologin");
    await runMigrations(client, [{ folder }], { direction: "up" });
    await client.query(
      "insert into notes (text) select 'note ' || n from generate_series(1, 1200) n",
    );
    await client.query("insert into notes (text, parent) values (E'tab\\t \"quoted\" \\u00e4', 7)");
  });
});

afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await cloud?.close();
});

async function newProject(name: string): Promise<string> {
  const place = { organization_slug: "seaworthy-local", region: "eu-central-1" };
  const body = { ...place, name, db_pass: "admin-password" };
  return ((await supabase.request("POST", "/v1/projects", body)).body as { ref: string }).ref;
}

const projects = async () =>
  ((await supabase.request("GET", "/v1/projects")).body as { name: string }[]).map(
    ({ name }) => name,
  );
const database = () => ({ name: "app", sources: [{ folder }], access });

test("every row is restored into a new project, which is deleted; old left-overs too", async () => {
  const seconds = nowMs() / 1000;
  const [old, young] = [
    `seaworthy-restore-${seconds - 7 * 3600}-0123abcd`,
    `seaworthy-restore-${seconds - 3600}-0123abcd`,
  ];
  await Promise.all([old, young].map(newProject));
  const trial = await tryRestore(database(), ref, { supabase, nowMs });
  expect(trial).toMatchObject({ isRestored: true, rows: 1202, sequences: 2, differentTables: [] });
  expect(restoreText("prod", "app", trial)).toMatch(
    /^✓ prod, database app: \d tables with 1202 rows/,
  );
  expect((await projects()).sort()).toEqual(["prod", young].sort());
});

test("a table that no migration makes is named, and the project is deleted all the same", async () => {
  await withDatabase(access, (client) => client.query("alter table notes add by_hand int"));
  const trial = await tryRestore(database(), ref, { supabase, nowMs });
  expect(trial).toMatchObject({ isRestored: false, unmatchedTables: ["public.notes"] });
  expect(restoreText("prod", "app", trial)).toContain("public.notes has other columns");
  expect((await projects()).filter((name) => name.startsWith("seaworthy"))).toHaveLength(1);
});

test("a migration that fails leaves no project behind", async () => {
  const broken = mkdtempSync(join(tmpdir(), "sea-restore-"));
  writeFileSync(join(broken, "0001_broken.sql"), "-- Up Migration\nselect nothing;\n");
  const trial = tryRestore({ ...database(), sources: [{ folder: broken }] }, ref, {
    supabase,
    nowMs,
  });
  await expect(trial).rejects.toMatchObject({ code: "MIGRATION_FAILED" });
  expect((await projects()).filter((name) => name.startsWith("seaworthy"))).toHaveLength(1);
  rmSync(broken, { recursive: true });
});
