import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { type Before, schemaOfFolders } from "./schema-of-migrations.ts";

const root = mkdtempSync(join(tmpdir(), "sea-migrations-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const schemaOfFolder = (from: string, folder: string, before: Before = {}) =>
  schemaOfFolders(from, [folder], before);

let folders = 0;

/** A folder of migrations, by file name. */
function folderOf(files: Readonly<Record<string, string>>): string {
  folders += 1;
  const folder = `migrations-${folders}`;
  mkdirSync(join(root, folder));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(root, folder, name), text);
  return folder;
}

const schemaOf = (files: Readonly<Record<string, string>>, before = {}) =>
  schemaOfFolder(root, folderOf(files), before);

describe("migrations", { timeout: 120_000 }, () => {
  test("run in the order of their numbers, without their down part", async () => {
    const { tables, notRun } = await schemaOf({
      "10_second.sql": "alter table public.notes add column body text;",
      "9_first.sql":
        "-- Up Migration\ncreate table public.notes (id integer primary key);\n-- Down Migration\ndrop table public.notes;",
      "README.md": "no migration",
    });
    expect(notRun).toEqual([]);
    expect(tables.find(({ name }) => name === "notes")).toMatchObject({
      columns: [{ name: "id" }, { name: "body", made: { place: { line: 1 } } }],
      made: { place: { file: expect.stringMatching(/9_first\.sql$/), line: 2 } },
    });
  });

  test("written as programs run to SQL, with the lines that issued it", async () => {
    const { tables, indexes, notRun, steps } = await schemaOf({
      "0001_notes.ts": `import type { MigrationBuilder } from "node-pg-migrate";
export const shorthands = { words: { type: "text", notNull: true } };
export async function up(pgm: MigrationBuilder): Promise<void> {
  pgm.createTable("notes", { id: "id", body: "words" });
  const { rows } = await pgm.db.query("select count(*)::int as n from pg_class where relname = 'pgmigrations'");
  if (rows[0].n === 1)
    pgm.sql("alter table notes enable row level security");
}
`,
      "0002_order.js": `exports.up = (pgm, done) => {
  pgm.noTransaction();
  pgm.createIndex("notes", "body", { concurrently: true });
  done();
};
`,
    });
    expect(notRun).toEqual([]);
    expect(steps).toEqual([]);
    const notes = tables.find(({ name }) => name === "notes");
    expect(notes).toMatchObject({
      rowSecurity: true,
      made: { place: { file: expect.stringMatching(/0001_notes\.ts$/), line: 4 } },
      touched: { rowSecurity: { place: { line: 7 } } },
    });
    expect(indexes.find(({ columns }) => columns.includes("body"))?.made?.place.line).toBe(3);
  });

  test("written as programs that fail are named, and hide nothing", async () => {
    const { notRun, tables } = await schemaOf({
      "0001_broken.ts": "export function up(): void { throw new Error('no network'); }\n",
      "0002_none.ts": "export const nothing = 1;\n",
      "0003_notes.sql": "create table public.notes (id integer primary key);",
    });
    expect(notRun).toMatchObject([
      {
        place: { file: expect.stringMatching(/0001_broken\.ts$/) },
        reason: expect.stringContaining("no network"),
      },
      {
        place: { file: expect.stringMatching(/0002_none\.ts$/) },
        reason: expect.stringContaining("no function"),
      },
    ]);
    expect(tables.map(({ name }) => name)).toContain("notes");
  });

  test("run on what the program declares, and on Supabase's schemas and extensions", async () => {
    const { notRun, roles, policies, functions } = await schemaOf(
      {
        "0001_all.sql": `
          alter role app_worker bypassrls;
          create extension if not exists vector with schema extensions;
          create extension if not exists postgis with schema extensions;
          create extension if not exists pg_cron;
          create extension if not exists moddatetime schema extensions version '9.9';
          create table public.places (id uuid primary key default gen_random_uuid(), at geometry(Point, 4326),
            meaning vector(1536), owner_id uuid references auth.users (id));
          create index on public.places using ivfflat (meaning vector_cosine_ops) with (lists = 100);
          select cron.schedule('nightly', '0 3 * * *', 'select 1');
          create policy places_files on storage.objects for select to authenticated
            using ((storage.foldername(name))[1] = (select auth.uid())::text);
          create function public.greet() returns trigger language plpgsql set search_path = '' as $$ begin return new; end $$;
          create trigger greeted after insert on auth.users for each row execute function public.greet();
          discard plans;`,
      },
      { roles: [{ name: "app_worker", memberOf: ["service_role"] }] },
    );
    expect(notRun).toEqual([]);
    const worker = roles.find(({ name }) => name === "app_worker");
    expect(worker).toMatchObject({
      bypassRowSecurity: true,
      memberOf: ["service_role"],
      touched: { bypass: { place: { line: 2 } } },
    });
    expect(policies.map(({ name }) => name)).toEqual(["places_files"]);
    expect(functions).toMatchObject([{ name: "greet", trigger: true }]);
  });

  test("with the same text run once, and come from the cache after that", async () => {
    const folder = folderOf({
      "0001_notes.sql": "create table public.notes (id integer primary key);",
    });
    const first = await schemaOfFolder(root, folder);
    expect(await schemaOfFolder(root, folder)).toEqual(JSON.parse(JSON.stringify(first)));
    writeFileSync(
      join(root, folder, "0001_notes.sql"),
      "create table public.other (id integer primary key);",
    );
    const { tables } = await schemaOfFolder(root, folder);
    expect(tables.map(({ name }) => name)).toContain("other");
    cpSync(join(root, folder), join(root, `${folder}-copy`), { recursive: true });
    const copy = await schemaOfFolder(root, `${folder}-copy`);
    expect(copy.tables.find(({ name }) => name === "other")?.made?.place.file).toBe(
      `${folder}-copy/0001_notes.sql`,
    );
  });

  test("in a missing folder are refused by name", async () => {
    await expect(schemaOfFolder(root, "nowhere")).rejects.toMatchObject({
      code: "INPUT_INVALID",
      message: expect.stringContaining("nowhere"),
    });
  });
});
