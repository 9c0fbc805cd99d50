import { createReadStream, createWriteStream } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Values } from "@seaworthy/plugins/kit/values";
import { withDatabase } from "@seaworthy/plugins/seaworthy/database/access";
import type { Client } from "pg";

const batchRows = 500;

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

/** The rows of a database in files, and what a copy of them must be compared with. */
export interface SavedRows {
  readonly saved: readonly Saved[];
  readonly sequences: readonly Sequence[];
}

/** How a database to which rows were copied differs from where they came from. */
export interface Comparison {
  readonly tables: number;
  readonly rows: number;
  readonly sequences: number;
  readonly differentTables: readonly string[];
  readonly differentSequences: readonly string[];
}

/** Tables that were saved, and that have other columns there or are missing. */
export async function unmatchedTables(
  access: Values,
  { saved }: SavedRows,
): Promise<readonly string[]> {
  const declared = new Set((await withDatabase(access, tablesOf)).map(shapeOf));
  return saved
    .filter(({ table }) => !declared.has(shapeOf(table)))
    .map(({ table }) => nameOf(table));
}

/** Copies the saved rows there, in place of its own, and compares. */
export async function restoreRows(
  access: Values,
  { saved, sequences }: SavedRows,
): Promise<Comparison> {
  const restored = await restore(access, saved, sequences);
  const isOther = ({ table, digest }: Saved) => restored.tables.get(nameOf(table)) !== digest;
  const isOff = ({ name, value }: Sequence) => restored.sequences.get(name) !== value;
  return {
    tables: saved.length,
    rows: saved.reduce((sum, { digest }) => sum + Number(digest.split(":")[0]), 0),
    sequences: sequences.length,
    differentTables: saved.filter(isOther).map(({ table }) => nameOf(table)),
    differentSequences: sequences.filter(isOff).map(({ name }) => name),
  };
}

/** All tables of one snapshot, as a running app would see them. */
export function saveRows(access: Values, folder: string): Promise<SavedRows> {
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
