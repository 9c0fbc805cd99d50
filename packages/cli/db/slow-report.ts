import type { Client } from "pg";
import { renderTable } from "../psql/table.ts";

interface SlowQuery {
  readonly query: string;
  readonly calls: number;
  readonly meanMs: number;
  readonly maxMs: number;
  readonly totalSeconds: number;
}

interface UnusedIndex {
  readonly index: string;
  readonly table: string;
  readonly megabytes: number;
}

/**
 * A table read by sequential scans, or a foreign key without an index for its deletes and joins.
 */
interface MissingIndex {
  readonly table: string;
  readonly why: string;
}

export interface SlowReport {
  /** Undefined where pg_stat_statements is not installed. */
  readonly queries: readonly SlowQuery[] | undefined;
  readonly unusedIndexes: readonly UnusedIndex[];
  readonly missingIndexes: readonly MissingIndex[];
  /** Start of the statistics; null: since the database was created. */
  readonly since: string | null;
}

/** Reads only statistics. @param leastMs a single call this long makes a query slow */
export async function readSlowReport(client: Client, leastMs: number): Promise<SlowReport> {
  return {
    queries: await slowQueries(client, leastMs),
    unusedIndexes: await rowsOf(client, unusedIndexes),
    missingIndexes: [
      ...(await rowsOf<MissingIndex>(client, scannedTables)),
      ...(await rowsOf<MissingIndex>(client, bareForeignKeys)),
    ],
    since: (await rowsOf<{ since: string | null }>(client, statisticsSince))[0]?.since ?? null,
  };
}

async function rowsOf<Row>(client: Client, text: string, values: unknown[] = []): Promise<Row[]> {
  return (await client.query(text, values)).rows as Row[];
}

async function slowQueries(client: Client, leastMs: number): Promise<SlowQuery[] | undefined> {
  const [extension] = await rowsOf<{ schema: string }>(client, extensionSchema);
  if (extension === undefined) return undefined;
  return rowsOf(
    client,
    `select regexp_replace(s.query, '\\s+', ' ', 'g') as query, s.calls::float8 as calls,
       round(s.mean_exec_time::numeric, 1)::float8 as "meanMs",
       round(s.max_exec_time::numeric, 1)::float8 as "maxMs",
       round((s.total_exec_time / 1000)::numeric, 1)::float8 as "totalSeconds"
     from ${extension.schema}.pg_stat_statements s
     join pg_database d on d.oid = s.dbid and d.datname = current_database()
     where s.max_exec_time >= $1 and s.query not ilike '%pg_stat_statements%'
     order by s.total_exec_time desc limit 20`,
    [leastMs],
  );
}

/** Quoted. */
const extensionSchema = `
  select quote_ident(n.nspname) as schema from pg_extension e
  join pg_namespace n on n.oid = e.extnamespace where e.extname = 'pg_stat_statements'`;

/** Unique indexes enforce a constraint even when never read. */
const unusedIndexes = `
  select s.indexrelname as index, s.schemaname || '.' || s.relname as table,
    round(pg_relation_size(s.indexrelid) / 1e6, 2)::float8 as megabytes
  from pg_stat_user_indexes s join pg_index i on i.indexrelid = s.indexrelid
  where s.idx_scan = 0 and not i.indisunique and not i.indisprimary and s.schemaname = 'public'
    and s.relid in (select relid from pg_stat_user_tables where n_live_tup >= 1000)
  order by pg_relation_size(s.indexrelid) desc, 1 limit 50`;

const scannedTables = `
  select schemaname || '.' || relname as table,
    format('%s scans read %s rows each', seq_scan, seq_tup_read / seq_scan) as why
  from pg_stat_user_tables
  where schemaname = 'public' and seq_scan >= 20 and seq_tup_read / seq_scan >= 1000
  order by seq_tup_read desc limit 20`;

const bareForeignKeys = `
  select c.conrelid::regclass::text as table, format('foreign key %s has no index', c.conname) as why
  from pg_constraint c
  where c.contype = 'f' and c.connamespace = 'public'::regnamespace
    and not exists (select from pg_index i where i.indrelid = c.conrelid and i.indisvalid
      and (i.indkey::int2[])[0:cardinality(c.conkey) - 1] @> c.conkey)
  order by 1, 2`;

const statisticsSince = `
  select to_json(stats_reset) #>> '{}' as since from pg_stat_database
  where datname = current_database()`;

const widest = 90;

export function renderSlowReport(report: SlowReport, leastMs: number): string {
  const { queries, unusedIndexes: unused, missingIndexes: missing, since } = report;
  const slow =
    queries === undefined
      ? "pg_stat_statements is not installed: create extension pg_stat_statements with schema extensions;\n"
      : part(
          queries,
          ["calls", "mean ms", "max ms", "total s", "query"],
          ({ calls, meanMs, maxMs, totalSeconds, query }) => [
            ...[calls, meanMs, maxMs, totalSeconds],
            query.length > widest ? `${query.slice(0, widest)}…` : query,
          ],
        );
  const title = `Queries of ${leastMs} ms and more, since ${since ?? "the database was made"}`;
  return [
    `${title}\n${slow}`,
    `Indexes that nothing reads, of tables with rows\n${part(unused, ["index", "table", "MB"], ({ index, table, megabytes }) => [index, table, megabytes])}`,
    `Where an index may be missing\n${part(missing, ["table", "why"], ({ table, why }) => [table, why])}`,
  ].join("\n");
}

function part<Row>(
  rows: readonly Row[],
  names: readonly string[],
  cells: (row: Row) => readonly unknown[],
): string {
  return rows.length === 0 ? "none\n" : renderTable(names, rows.map(cells));
}
