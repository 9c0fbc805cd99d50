import { createReadStream, createWriteStream, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { messageOf } from "@seaworthy/core/errors";
import type { Values } from "@seaworthy/plugins/kit/values";
import { withDatabase } from "@seaworthy/plugins/seaworthy/database/access";
import type { Client } from "pg";
import type { MigratedDatabase } from "../../migrate/databases.ts";
import type { Context } from "../context.ts";
import { type Experiment, type Observation, shown, unknown } from "../experiment.ts";
import { tryEachDatabase } from "./owner.ts";
import { migratedScratch } from "./scratch.ts";

const mostBytes = 2 * 1024 ** 3;

const batchRows = 500;

/**
 * A backup like `pg_dump --data-only`, without that program: each table's rows in a file, in
 * PostgreSQL's format, from one snapshot. It is restored under the schema of the migrations.
 */
export const backup: Experiment = {
  id: "backup",
  title: "A backup restores into a scratch database, and every table and sequence matches",
  effect: "intrusive",
  policies: ["protection-database-kept", "database-migrations-declared"],
  seconds: 300,
  run: (context) => tryEachDatabase(context, tryDatabase),
};

interface Table {
  readonly schema: string;
  readonly name: string;
  /** Both, quoted as in SQL. */
  readonly quoted: string;
  /** Non-generated columns, in order. */
  readonly columns: readonly string[];
}

interface Saved {
  readonly table: Table;
  readonly file: string;
  /** Checksum of the rows, independent of their order. */
  readonly digest: string;
}

interface Sequence {
  readonly name: string;
  readonly value: string | null;
}

async function tryDatabase(
  context: Context,
  database: MigratedDatabase,
): Promise<readonly Observation[]> {
  const what = `Backup of ${database.name}`;
  const size = await withDatabase(database.access, sizeOf);
  if (size > mostBytes)
    return [unknown(what, `It holds ${Math.round(size / 1024 ** 3)} GiB: restore it elsewhere.`)];
  const folder = mkdtempSync(join(tmpdir(), "seaworthy-backup-"));
  context.cleanUp(async () => rmSync(folder, { recursive: true, force: true }));
  const { saved, sequences } = await save(database.access, folder);
  const scratch = await migratedScratch(context, database);
  const declared = new Set((await withDatabase(scratch, tablesOf)).map(shapeOf));
  const others = saved.filter(({ table }) => !declared.has(shapeOf(table)));
  if (others.length > 0)
    return [
      shown(what, false, {
        declared: "its tables have the columns that the migrations make",
        observed: `other columns: ${others.map(({ table }) => nameOf(table)).join(", ")}`,
      }),
    ];
  const restored = await restore(scratch, saved, sequences).catch(messageOf);
  if (typeof restored === "string")
    return [shown(what, false, { declared: "it restores", observed: restored })];
  const wrong = saved.filter(({ table, digest }) => restored.tables.get(nameOf(table)) !== digest);
  const rows = saved.reduce((sum, { digest }) => sum + Number(digest.split(":")[0]), 0);
  const off = sequences.filter(({ name, value }) => restored.sequences.get(name) !== value);
  return [
    shown(what, saved.length > 0 && wrong.length === 0, {
      declared: `${saved.length} tables with ${rows} rows`,
      observed:
        wrong.length === 0
          ? "each restored table has the same rows and values"
          : `differ: ${wrong.map(({ table }) => nameOf(table)).join(", ")}`,
    }),
    shown(`Sequences of ${database.name}`, off.length === 0, {
      declared: `${sequences.length} sequences`,
      observed:
        off.length === 0
          ? "each goes on where it was"
          : `differ: ${off.map(({ name }) => name).join(", ")}`,
    }),
  ];
}

async function sizeOf(client: Client): Promise<number> {
  const { rows } = await client.query<{ bytes: string }>(
    "select pg_database_size(current_database())::text as bytes",
  );
  return Number(rows[0]?.bytes);
}

/** All tables of one snapshot, as a running app would see them. */
function save(
  access: Values,
  folder: string,
): Promise<{ saved: readonly Saved[]; sequences: readonly Sequence[] }> {
  return withDatabase(access, async (client) => {
    await client.query("begin isolation level repeatable read read only");
    const saved: Saved[] = [];
    for (const [index, table] of (await tablesOf(client)).entries()) {
      const file = join(folder, `${index}.rows`);
      await pipeline(Readable.from(linesOf(client, table)), createWriteStream(file));
      saved.push({ table, file, digest: await digestOf(client, table) });
    }
    const sequences = await sequencesOf(client);
    await client.query("commit");
    return { saved, sequences };
  });
}

/** Each row as PostgreSQL's own text, which every type parses back unchanged. */
async function* linesOf(client: Client, table: Table): AsyncGenerator<string> {
  await client.query(
    `declare saved no scroll cursor for select t::text as row from ${at(table)} t`,
  );
  for (;;) {
    const { rows } = await client.query<{ row: string }>(`fetch ${batchRows} from saved`);
    if (rows.length === 0) break;
    yield rows.map(({ row }) => `${JSON.stringify(row)}\n`).join("");
  }
  await client.query("close saved");
}

interface Restored {
  readonly tables: ReadonlyMap<string, string>;
  readonly sequences: ReadonlyMap<string, string | null>;
}

/** Without triggers and foreign keys: the backup contains everything that they check. */
function restore(
  access: Values,
  saved: readonly Saved[],
  sequences: readonly Sequence[],
): Promise<Restored> {
  return withDatabase(access, async (client) => {
    await client.query("begin");
    await client.query("set local session_replication_role = replica");
    for (const { table } of saved) await client.query(`delete from ${at(table)}`);
    for (const one of saved) await restoreTable(client, one);
    for (const { name, value } of sequences)
      if (value !== null) await client.query("select setval($1::regclass, $2)", [name, value]);
    await client.query("commit");
    const tables = new Map<string, string>();
    for (const { table } of saved) tables.set(nameOf(table), await digestOf(client, table));
    const own = (await sequencesOf(client)).map(({ name, value }) => [name, value] as const);
    return { tables, sequences: new Map(own) };
  });
}

async function restoreTable(client: Client, { table, file }: Saved): Promise<void> {
  const columns = table.columns.map((name) => client.escapeIdentifier(name));
  const insert = `insert into ${at(table)} (${columns.join(", ")}) overriding system value
    select ${columns.map((name) => `(r).${name}`).join(", ")}
    from (select line::${at(table)} as r from unnest($1::text[]) line) rows`;
  const batch: string[] = [];
  for await (const line of createInterface({ input: createReadStream(file) })) {
    batch.push(String(JSON.parse(line)));
    if (batch.length === batchRows) await client.query(insert, [batch.splice(0)]);
  }
  if (batch.length > 0) await client.query(insert, [batch]);
}

const shapeOf = ({ quoted, columns }: Table) => [quoted, ...columns].join(" ");
const nameOf = ({ schema, name }: Table) => `${schema}.${name}`;
const at = ({ quoted }: Table): string => quoted;

/** The tables that the login owns; Supabase's own are in Supabase's backups. */
async function tablesOf(client: Client): Promise<readonly Table[]> {
  const { rows } = await client.query<Table>(
    `select n.nspname as schema, c.relname as name, format('%I.%I', n.nspname, c.relname) as quoted,
      array(select a.attname::text from pg_attribute a
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
        order by a.attnum) as columns
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind = 'r' and pg_get_userbyid(c.relowner) = current_user
      and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
    order by 1, 2`,
  );
  return rows;
}

async function sequencesOf(client: Client): Promise<readonly Sequence[]> {
  const { rows } = await client.query<Sequence>(
    `select format('%I.%I', schemaname, sequencename) as name, last_value::text as value
    from pg_sequences where sequenceowner = current_user order by 1`,
  );
  return rows;
}

async function digestOf(client: Client, table: Table): Promise<string> {
  const { rows } = await client.query<{ digest: string }>(
    `select count(*)::text || ':' || coalesce(sum(hashtextextended(t::text, 0)), 0)::text as digest
    from ${at(table)} t`,
  );
  return rows[0]?.digest ?? "";
}
