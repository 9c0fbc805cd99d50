import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createVendorClient } from "@seaworthy/core/http";
import { createSupabase } from "@seaworthy/local/supabase/api/index";
import { startTestCloud, type TestCloud } from "@seaworthy/local/testing";
import { withDatabase } from "@seaworthy/plugins/seaworthy/database/access";
import { withMigrationLock } from "@seaworthy/plugins/seaworthy/database/migration-lock";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { approveDown } from "../commands/migrate/approve.ts";
import type { MigratedDatabase } from "./databases.ts";
import { lossesOf } from "./losses.ts";
import { migrateDatabase, migrationStates } from "./run.ts";

let cloud: TestCloud;
let database: MigratedDatabase;
let folder: string;
let access: MigratedDatabase["access"];

beforeAll(async () => {
  cloud = await startTestCloud({ vendors: [createSupabase] });
  access = await newDatabase();
});
afterAll(() => cloud?.close());
beforeEach(async () => {
  await withDatabase(access, (client) =>
    client.query("drop table if exists one, two, pgmigrations"),
  );
  folder = mkdtempSync(join(tmpdir(), "sea-migrate-"));
  writeFileSync(
    join(folder, "0001_one.sql"),
    "-- Up Migration\ncreate table one (id int);\n-- Down Migration\ndrop table one;\n",
  );
  writeFileSync(
    join(folder, "0002_two.sql"),
    "-- Up Migration\ncreate table two (id int);\n-- Down Migration\ndrop table two;\n",
  );
  writeFileSync(
    join(folder, "0003_index.ts"),
    `export function up(pgm) { pgm.noTransaction(); pgm.sql("create index concurrently two_id on two (id)"); }
     export function down(pgm) { pgm.noTransaction(); pgm.sql("drop index concurrently two_id"); }`,
  );
  database = { name: "test", sources: [{ folder }], access };
});
afterEach(() => rmSync(folder, { recursive: true }));

/** In its own project, as `postgres`. */
async function newDatabase() {
  const headers = { authorization: `Bearer ${cloud.tokens.supabase}` };
  const supabase = createVendorClient({
    vendor: "Supabase",
    baseUrl: cloud.control.supabase,
    headers,
  });
  const db_pass = "postgres-password";
  const body = {
    name: crypto.randomUUID(),
    db_pass,
    organization_slug: "seaworthy-local",
    region: "eu-central-1",
  };
  const { ref } = (await supabase.request("POST", "/v1/projects", body)).body as { ref: string };
  const project = (await supabase.request("GET", `/v1/projects/${ref}`)).body as {
    database: { host: string };
  };
  return {
    host: project.database.host,
    database: "postgres",
    adminUser: "postgres",
    adminPassword: db_pass,
  };
}

const up = (version?: number) =>
  migrateDatabase(database, { direction: "up", dryRun: false, ...(version ? { version } : {}) });
const down = (version: number) =>
  migrateDatabase(database, { direction: "down", version, dryRun: false });
const shown = async () =>
  (await migrationStates(database)).map(({ name, state }) => `${name} ${state}`);

test("migrates up, down to a version, and up again, and reports the status", async () => {
  expect((await up(2)).done).toEqual(["0001_one", "0002_two"]);
  expect(await shown()).toEqual(["0001_one applied", "0002_two applied", "0003_index pending"]);
  expect((await up()).done).toEqual(["0003_index"]);
  expect((await up()).done).toEqual([]);
  expect((await down(1)).done).toEqual(["0003_index", "0002_two"]);
  expect(await shown()).toEqual(["0001_one applied", "0002_two pending", "0003_index pending"]);
  rmSync(join(folder, "0001_one.sql"));
  expect(await shown()).toContain("0001_one orphaned");
});

test("a dry run prints the SQL and changes nothing", async () => {
  const { done, sql } = await migrateDatabase(database, { direction: "up", dryRun: true });
  expect(done).toEqual(["0001_one", "0002_two", "0003_index"]);
  expect(sql[0]).toContain("create table one");
  expect(sql[2]).toContain("create index concurrently");
  expect(await shown()).toEqual(["0001_one pending", "0002_two pending", "0003_index pending"]);
});

test("of two concurrent runs one applies and the other finds it done, even while an index is built concurrently", async () => {
  const [first, second] = await Promise.all([up(), up()]);
  expect([...first.done, ...second.done].sort()).toEqual(["0001_one", "0002_two", "0003_index"]);
});

test("of two concurrent down runs neither goes too far", async () => {
  await up();
  const [first, second] = await Promise.all([down(2), down(2)]);
  expect([...first.done, ...second.done]).toEqual(["0003_index"]);
  expect(await shown()).toEqual(["0001_one applied", "0002_two applied", "0003_index pending"]);
});

test("a run that cannot get the lock reports it, and changes nothing", async () => {
  await withDatabase(database.access, (holder) =>
    withMigrationLock(holder, 0, async () => {
      const late = withDatabase(database.access, (client) =>
        withMigrationLock(client, 0, () => Promise.resolve()),
      );
      await expect(late).rejects.toMatchObject({ code: "MIGRATION_LOCKED", retryable: true });
    }),
  );
  expect((await up()).done).toHaveLength(3);
});

test("after a failure it reports what remains: an index built outside a transaction", async () => {
  writeFileSync(join(folder, "0004_bad.sql"), "-- Up Migration\ncreate table one (id int);\n");
  await expect(up()).rejects.toThrow(
    /Migration 0004_bad\.sql failed: .*Applied in this run: 0001_one, 0002_two, 0003_index/,
  );
  expect(await shown()).toContain("0004_bad pending");
});

test("an unknown version is refused before anything is done", async () => {
  await expect(down(7)).rejects.toMatchObject({ code: "USAGE" });
});

test("what a down would delete is known before, with row counts, and nothing is changed", async () => {
  writeFileSync(
    join(folder, "0004_note.sql"),
    "-- Up Migration\nalter table one add column note text;\n-- Down Migration\nalter table one drop column note;\n",
  );
  await up();
  await withDatabase(access, (client) =>
    client.query("insert into two select generate_series(1, 3)"),
  );
  const losses = async (version: number) => {
    const { sql } = await migrateDatabase(database, { direction: "down", version, dryRun: true });
    return lossesOf(database, sql);
  };
  expect(await losses(3)).toEqual({ tables: [], columns: ["public.one.note"] });
  expect(await losses(0)).toEqual({
    tables: [
      { name: "public.one", rows: 0 },
      { name: "public.two", rows: 3 },
    ],
    columns: [],
  });
  expect(await shown()).toContain("0004_note applied");
});

test("reverting asks first, shows what it deletes, and changes nothing without an answer", async () => {
  await up(2);
  await withDatabase(access, (client) => client.query("insert into two values (1)"));
  const shownText = vi.spyOn(process.stderr, "write").mockReturnValue(true);
  const stack = { name: "local", isLocal: true };
  const step = { direction: "down", version: 1, dryRun: false } as const;
  await expect(approveDown(stack, [database], step, {})).rejects.toMatchObject({
    code: "USAGE",
    message: expect.stringContaining("add --yes. Nothing was changed"),
  });
  expect(shownText.mock.calls.join("")).toContain("deletes table public.two with 1 rows");
  await approveDown(stack, [database], step, { yes: true });
  shownText.mockRestore();
  expect(await shown()).toContain("0002_two applied");
});

test("a statement that would end the transaction is refused", async () => {
  await up();
  const statements = ["drop table two; commit;", "COMMIT", "begin; drop table two; end;"];
  for (const statement of statements)
    expect(await lossesOf(database, [statement])).toMatchObject({
      unknown: expect.stringContaining("its own transactions"),
    });
  expect((await lossesOf(database, ["drop table one"])).tables).toHaveLength(1);
});

/** A module's folder of migrations, next to the stack's own. */
function moduleSource(name: string, files: readonly string[]) {
  const own = mkdtempSync(join(tmpdir(), "sea-module-"));
  for (const file of files)
    writeFileSync(
      join(own, `${file}.sql`),
      `-- Up Migration\nselect 1;\n-- Down Migration\nselect 1;\n`,
    );
  return { name, folder: own };
}

test("several sources share one order by number, and a later one with a lower number runs", async () => {
  const notes = moduleSource("notes", ["0002_notes", "0009_more"]);
  database = { ...database, sources: [notes, { folder }] };
  expect((await up()).done).toEqual([
    "0001_one",
    "0002_notes@notes",
    "0002_two",
    "0003_index",
    "0009_more@notes",
  ]);
  const late = moduleSource("late", ["0001_one", "0004_late"]);
  database = { ...database, sources: [notes, late, { folder }] };
  expect(await shown()).toContain("0001_one@late pending");
  expect((await up()).done).toEqual(["0001_one@late", "0004_late@late"]);
  expect((await down(3)).done).toEqual(["0004_late@late", "0009_more@notes"]);
});

test("migrations that ran before sources existed keep their names, and do not run again", async () => {
  await up();
  const feed = { name: "feed", folder };
  const empty = moduleSource("none", []);
  database = { ...database, sources: [feed, { folder: empty.folder }] };
  expect(await shown()).toEqual(["0001_one applied", "0002_two applied", "0003_index applied"]);
  expect((await up()).done).toEqual([]);
  expect((await down(2)).done).toEqual(["0003_index"]);
  expect((await up()).done).toEqual(["0003_index@feed"]);
});

test("a removed module's migrations are shown as orphaned; none is reverted", async () => {
  const notes = moduleSource("notes", ["0005_notes"]);
  database = { ...database, sources: [notes, { folder }] };
  await up();
  database = { ...database, sources: [{ folder }] };
  expect(await shown()).toContain("0005_notes@notes orphaned");
  expect((await up()).done).toEqual([]);
  expect((await down(2)).done).toEqual(["0003_index"]);
  expect(await shown()).toContain("0005_notes@notes orphaned");
});
