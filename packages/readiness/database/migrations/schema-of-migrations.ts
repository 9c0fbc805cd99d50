import { createHash } from "node:crypto";
import type { PGlite } from "@electric-sql/pglite";
import { defined } from "@seaworthy/core/defined";
import { withAlwaysTrue } from "../always-true/always-true.ts";
import { type Catalog, readCatalog } from "../catalog/read-catalog.ts";
import { cacheFile, fingerprintOfCode, readCached, writeCached } from "../engine/cache.ts";
import { openEngine } from "../engine/open.ts";
import { isPlatformRole } from "../platform-roles.ts";
import type { Schema } from "../schema.ts";
import { boundedSchema } from "./bounded-schema.ts";
import {
  byNumber,
  type MigrationFile,
  readMigrationFiles,
  requireFolder,
} from "./migration-files.ts";
import { createRecorder, type Item, type Recorder } from "./recorder.ts";
import { type Log, runMigration, unwatched, type Watch } from "./run.ts";
import { keptSteps } from "./steps.ts";

/** What is in the database before the first migration, besides what each project has. */
export interface Before {
  readonly roles?: readonly DeclaredRole[];
}

/** A role that the program declares. */
export interface DeclaredRole {
  readonly name: string;
  readonly memberOf: readonly string[];
}

/**
 * The schema that the migrations of some folders create, ordered by number across folders. Cached
 * in the user's cache folder: the same files give the same schema.
 *
 * @param folders relative to `root`, the folder that contains Pulumi.yaml.
 */
export async function schemaOfFolders(
  root: string,
  folders: readonly string[],
  before: Before = {},
): Promise<Schema> {
  for (const folder of folders) requireFolder(root, folder);
  const files = folders.flatMap((folder) => readMigrationFiles(root, folder));
  const migrations = files.sort(byNumber);
  const sql = [ledger, ...rolesSql(before.roles ?? [])].join(";\n");
  const file = migrations.every(isClosed) ? schemaFile(migrations, sql) : undefined;
  const known = file === undefined ? undefined : readCached(file);
  if (known !== undefined) return JSON.parse(known.toString());
  const schema =
    migrations.length === 0
      ? await schemaOfMigrations([], sql)
      : await boundedSchema(migrations, sql);
  if (file !== undefined) writeCached(file, JSON.stringify(schema));
  return schema;
}

/** A program may read other files, unless it imports only types. */
const isClosed = ({ kind, text }: MigrationFile): boolean =>
  kind === "sql" ||
  !/^\s*import\s+(?!type\b)|\bimport\s*\(|\brequire\s*\(|\bprocess\b|\bDate\b/m.test(text);

function schemaFile(migrations: readonly MigrationFile[], before: string): string {
  const hash = createHash("sha256").update(fingerprintOfCode()).update(before);
  for (const { file, text } of migrations)
    hash.update(`\0${file}\0${Buffer.byteLength(text)}\0`).update(text);
  return cacheFile("schemas", hash.digest("hex"), ".json");
}

/** The runner's own table, which exists before the first migration: node-pg-migrate's. */
const ledger = `create table public.pgmigrations
  (id serial primary key, name varchar(255) not null, run_on timestamp not null)`;

function rolesSql(roles: readonly DeclaredRole[]): string[] {
  const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;
  const names = new Set(roles.map(({ name }) => name));
  return [
    ...[...names].map((name) => `create role ${quoted(name)} noinherit`),
    ...roles.flatMap(({ name, memberOf }) =>
      memberOf
        .filter((group) => group !== name && (names.has(group) || isPlatformRole(group)))
        .map((group) => `grant ${quoted(group)} to ${quoted(name)} with inherit false, set true`),
    ),
  ];
}

/**
 * The schema that migrations create, run in sequence in a new Supabase project.
 *
 * @param before SQL that is run first and belongs to no file.
 */
export async function schemaOfMigrations(
  migrations: readonly MigrationFile[],
  before = "",
  watch: Watch = unwatched,
): Promise<Schema> {
  const engine = await openEngine(migrations.map(({ text }) => text).join("\n"));
  try {
    await engine.exec(`set search_path = "$user", public, extensions; ${before}`);
    const recorder = await createRecorder(engine);
    const log: Log = { steps: [], notRun: [], watch };
    for (const migration of migrations) await runMigration(engine, recorder, migration, log);
    await engine.exec("reset all; reset role; reset session authorization");
    return await assembleSchema(engine, recorder, log);
  } finally {
    await engine.close();
  }
}

/** The engine's current catalog, with the statements that created it. */
export async function assembleSchema(
  engine: PGlite,
  recorder: Recorder,
  { steps, notRun }: Pick<Log, "steps" | "notRun">,
): Promise<Schema> {
  const read = await readCatalog(async (sql) => (await engine.query<Row>(sql)).rows);
  const catalog = await withAlwaysTrue(engine, read);
  const kept = keptSteps(steps, recorder);
  return { source: "migrations", ...placed(catalog, recorder), notRun, steps: kept };
}

type Row = Readonly<Record<string, unknown>>;

/** The recorder's list that contains a part's items. */
const catalogs: Readonly<Record<keyof Catalog, string>> = {
  tables: "relation",
  views: "relation",
  platformTables: "relation",
  policies: "policy",
  functions: "function",
  indexes: "index",
  foreignKeys: "constraint",
  extensions: "extension",
  roles: "role",
  publications: "publication",
  buckets: "bucket",
};

/** The catalog with the statements that created and changed each item. */
function placed(catalog: Catalog, recorder: Recorder): Catalog {
  const parts = Object.entries(catalog).map(([part, items]) => [
    part,
    (items as readonly unknown[] as readonly Row[]).map((item) => ({
      ...item,
      ...touchesOf(itemsOf(part as keyof Catalog, String(item.id), recorder)),
      ...(part === "tables" ? { columns: columnsOf(item, recorder) } : {}),
      ...(part === "roles" ? { password: hasPassword(item, recorder) } : {}),
    })),
  ]);
  return Object.fromEntries(parts) as unknown as Catalog;
}

/** The rows of the catalog that make up an item: its own first. */
function itemsOf(part: keyof Catalog, id: string, recorder: Recorder): (Item | undefined)[] {
  const own = recorder.item(catalogs[part], id);
  const others = {
    roles: () => recorder.items("setting").filter((one) => one.id.startsWith(`${id}:`)),
    platformTables: () => recorder.items("column").filter(({ values }) => values.relation === id),
  };
  return [own, ...(others[part as keyof typeof others]?.() ?? [])];
}

function touchesOf([own, ...others]: readonly (Item | undefined)[]) {
  if (own === undefined) return {};
  const touches = others.flatMap((one) => [
    ...Object.entries(one?.touched ?? {}),
    // A row that a statement made is a change of what it belongs to.
    ...Object.keys(one?.values ?? {}).flatMap((key) =>
      one?.made === undefined || one.touched[key] !== undefined ? [] : [[key, one.made] as const],
    ),
  ]);
  return {
    touched: { ...Object.fromEntries(touches), ...own.touched },
    ...defined({ made: own.made }),
  };
}

const columnsOf = ({ columns }: Row, recorder: Recorder): readonly Row[] =>
  (columns as readonly Row[]).map((column) => ({
    ...column,
    ...touchesOf([recorder.item("column", String(column.id))]),
  }));

const hasPassword = ({ id }: Row, recorder: Recorder): boolean =>
  recorder.item("role", String(id))?.values.password === true;
