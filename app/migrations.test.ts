import { readFileSync } from "node:fs";
import { createSupabase } from "@seaworthy/local/supabase/api/index";
import { startTestCloud } from "@seaworthy/local/testing";
import { ledgerNames, readMigrations } from "@seaworthy/plugins/seaworthy/database/migration-files";
import { expect, it } from "vitest";
import { createDatabase, migrate, sourcesOfMigrations } from "./testing/database.ts";

const files = readMigrations(await sourcesOfMigrations());
const sqlFiles = files.filter(({ file }) => file.endsWith(".sql"));

it("have unique names in one format", () => {
  expect(files.filter(({ file }) => !/^\d{4}_[a-z_]+\.(sql|ts)$/.test(file))).toEqual([]);
  expect(new Set(files.map(({ name }) => name)).size).toBe(files.length);
});

it.each(sqlFiles)("$file has an up and a down migration", ({ path }) => {
  const text = readFileSync(path, "utf8");
  expect(text).toMatch(/^-- Up Migration$/m);
  expect(text).toMatch(/^-- Down Migration$/m);
});

it("run as Supabase's postgres, revert completely, and run again", async () => {
  const cloud = await startTestCloud({ vendors: [createSupabase] });
  try {
    const { databaseUrl, admin } = await createDatabase(cloud);
    const objects = async () => {
      const rows = await admin`
        select 'table ' || relname as name from pg_class where relnamespace = 'public'::regnamespace and relname not like 'pgmigrations%'
        union all select 'function ' || proname from pg_proc where pronamespace = 'public'::regnamespace`;
      return rows.map((row) => String(row.name));
    };
    const before = await objects();
    expect(before).toContain("table posts");
    const names = [...ledgerNames(files, []).keys()];
    expect(await migrate(databaseUrl, "down")).toEqual(names.toReversed());
    expect(await objects()).toEqual([]);
    expect(await migrate(databaseUrl)).toEqual(names);
    expect((await objects()).sort()).toEqual(before.sort());
    await admin.end();
  } finally {
    await cloud.close();
  }
});
