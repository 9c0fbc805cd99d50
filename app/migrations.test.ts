import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createSupabase } from "@seaworthy/local/control/supabase/index.ts";
import { startTestCloud } from "@seaworthy/local/testing.ts";
import { expect, it } from "vitest";
import { createDatabase, migrate } from "./testing/database.ts";

const directory = join(import.meta.dirname, "migrations");
const files = readdirSync(directory);

it.each(files)("%s has a number, and a way up and down", (file) => {
  expect(file).toMatch(/^\d{4}_[a-z_]+\.sql$/);
  const text = readFileSync(join(directory, file), "utf8");
  expect(text).toMatch(/^-- Up Migration$/m);
  expect(text).toMatch(/^-- Down Migration$/m);
});

it("run as Supabase's postgres, go back without a trace, and run again", async () => {
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
    const names = files.map((file) => file.replace(/\.sql$/, ""));
    expect(await migrate(databaseUrl, "down")).toEqual(names.toReversed());
    expect(await objects()).toEqual([]);
    expect(await migrate(databaseUrl)).toEqual(names);
    expect((await objects()).sort()).toEqual(before.sort());
    const unsafe = await admin`
      select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' and not relrowsecurity and relname <> 'pgmigrations'
      union all select proname from pg_proc where pronamespace = 'public'::regnamespace and not coalesce(proconfig::text like '%search_path=%', false)`;
    expect([...unsafe]).toEqual([]);
    await admin.end();
  } finally {
    await cloud.close();
  }
});
