import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createVendorClient } from "@seaworthy/core/http";
import { createSupabase } from "@seaworthy/local/supabase/api/index";
import { startTestCloud, type TestCloud } from "@seaworthy/local/testing";
import { withDatabase } from "@seaworthy/plugins/seaworthy/database/access";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ensureUser } from "../token/user.ts";
import { runSeed } from "./run.ts";

let cloud: TestCloud;
let folder: string;
let access: Readonly<Record<string, string>>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "sea-seed-"));
  cloud = await startTestCloud({ vendors: [createSupabase] });
  const headers = { authorization: `Bearer ${cloud.tokens.supabase}` };
  const baseUrl = cloud.control.supabase;
  const supabase = createVendorClient({ vendor: "Supabase", baseUrl, headers });
  const adminPassword = "postgres-password";
  const body = { organization_slug: "seaworthy-local", region: "eu-central-1" };
  const created = await supabase.request("POST", "/v1/projects", {
    ...body,
    name: "seeds",
    db_pass: adminPassword,
  });
  const { ref } = created.body as { ref: string };
  const project = (await supabase.request("GET", `/v1/projects/${ref}`)).body as {
    database: { host: string };
  };
  const { host } = project.database;
  access = { host, database: "postgres", adminUser: "postgres", adminPassword };
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await cloud?.close();
});

const query = (text: string) =>
  withDatabase(access, async (client) => (await client.query(text)).rows as unknown[]);

describe("a seed", () => {
  beforeEach(() => query("drop table if exists notes; create table notes (id int primary key)"));

  const run = (sql: string, rows: Readonly<Record<string, number>> = { notes: 3 }) => {
    const file = join(folder, "seed.sql");
    writeFileSync(file, sql);
    return withDatabase(access, (client) => runSeed(client, { module: "notes", file, rows }));
  };
  const threeNotes =
    "insert into notes select n from generate_series(1, 3) n on conflict do nothing";

  it("reports how many rows there are, and can run again", async () => {
    expect(await run(threeNotes)).toEqual({ notes: 3 });
    expect(await run(threeNotes)).toEqual({ notes: 3 });
  });

  it.each([
    ["makes fewer rows than it declares", threeNotes.replace("3)", "2)")],
    ["fails in the middle", `${threeNotes}; select 1 / 0`],
  ])("that %s changes nothing", async (_what, sql) => {
    await expect(run(sql)).rejects.toMatchObject({ code: "SEED_FAILED" });
    expect(await query("select * from notes")).toEqual([]);
  });
});

describe("a user", () => {
  const id = "2f6c7d3e-5a0b-4c1d-8e9f-0a1b2c3d4e5f";
  const ensure = (admin: boolean) =>
    withDatabase(access, (client) => ensureUser(client, id, admin));
  beforeAll(() =>
    query("create table user_roles (user_id uuid, role text, primary key (user_id, role))"),
  );

  it("is created once, and made an admin when that is asked for", async () => {
    await ensure(false);
    await ensure(false);
    expect(await query("select id, email, role from auth.users")).toEqual([
      { id, email: `${id}@users.example.test`, role: "authenticated" },
    ]);
    expect(await query("select * from user_roles")).toEqual([]);
    await ensure(true);
    await ensure(true);
    expect(await query("select * from user_roles")).toEqual([{ user_id: id, role: "admin" }]);
  });
});
