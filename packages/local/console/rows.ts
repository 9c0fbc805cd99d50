import { SeaworthyError } from "@seaworthy/core/errors";
import postgres from "postgres";
import { quoteIdentifier, quoteLiteral } from "../supabase/database/connection.ts";
import type { TableView } from "./view.ts";

interface Listed {
  readonly name: string;
  readonly columns: readonly string[];
}

interface Read {
  readonly name: string;
  readonly count: number;
  readonly rows: readonly Readonly<Record<string, unknown>>[] | null;
  readonly statuses: Readonly<Record<string, number>> | null;
}

const shownRows = 5;
/** Counting goes no further: the page is read again every few seconds. */
export const countedRows = 1_000;
/** Values under such names are not shown in any table. */
const hidden = /secret|token|password|hash|pepper|key|cipher/i;

/**
 * The tables of schema `public`, each with its first rows and, where it has a column `status`, the
 * number of rows in each. One read-only transaction, ended after two seconds.
 */
export async function readTables(url: string | undefined): Promise<readonly TableView[]> {
  if (url === undefined)
    throw new SeaworthyError("DATABASE_UNREACHABLE", "This project has no login for its rows.");
  const sql = postgres(url, {
    max: 1,
    connect_timeout: 2,
    idle_timeout: 1,
    onnotice: () => undefined,
  });
  try {
    return await sql.begin("read only", async (transaction) => {
      await transaction.unsafe("set local statement_timeout = '2s'");
      const tables: Listed[] = await transaction.unsafe(listing);
      if (tables.length === 0) return [];
      const read: Read[] = await transaction.unsafe(tables.map(readingOne).join(" union all "));
      return read.map((one) =>
        viewOf(
          one,
          tables.find(({ name }) => name === one.name),
        ),
      );
    });
  } finally {
    await sql.end({ timeout: 1 });
  }
}

/** Partitions are seen through their table. */
const listing = `
  select c.relname as name, array_agg(a.attname::text order by a.attnum) as columns
  from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
  where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
  group by c.relname order by c.relname`;

function readingOne({ name, columns }: Listed): string {
  const table = `public.${quoteIdentifier(name)}`;
  const shown = columns.filter((column) => !hidden.test(column));
  const few = `select ${shown.map(quoteIdentifier).join(", ") || "1 as row"} from ${table} limit ${shownRows}`;
  const statuses = columns.includes("status")
    ? `(select json_object_agg(status, n) from (select coalesce(status::text, 'none') as status, count(*) as n from ${table} group by 1) s)`
    : "null::json";
  return `select ${quoteLiteral(name)} as name,
    (select count(*)::int from (select 1 from ${table} limit ${countedRows + 1}) c) as count,
    (select json_agg(r) from (${few}) r) as rows, ${statuses} as statuses`;
}

function viewOf({ name, count, rows, statuses }: Read, listed: Listed | undefined): TableView {
  const columns = (listed?.columns ?? []).filter((column) => !hidden.test(column));
  return {
    name,
    count,
    columns,
    hiddenColumns: (listed?.columns.length ?? 0) - columns.length,
    rows: (rows ?? []).map((row) => columns.map((column) => text(row[column]))),
    statuses: Object.entries(statuses ?? {}),
  };
}

const text = (value: unknown): string =>
  value === null || value === undefined
    ? "–"
    : typeof value === "string"
      ? value
      : JSON.stringify(value);
