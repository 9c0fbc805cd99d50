import { messageOf, SeaworthyError } from "@seaworthy/core/errors";
import { withDatabase } from "@seaworthy/plugins/seaworthy/database/access";
import type { MigratedDatabase } from "./databases.ts";

/** What reverting migrations deletes. */
export interface Losses {
  /** Tables that will be dropped, with their current row counts. */
  readonly tables: readonly { readonly name: string; readonly rows: number }[];
  /** `posts.body`: columns dropped from remaining tables. */
  readonly columns: readonly string[];
  /** Why the losses are unknown. */
  readonly unknown?: string;
}

/** A query function: `select` of a `pg` client. */
interface Client {
  query(text: string): Promise<{ rows: Record<string, unknown>[] }>;
}

const columnsSql = `
  select format('%I.%I', n.nspname, c.relname) as name, a.attname as column
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
  where c.relkind in ('r', 'p') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'`;

/**
 * Runs the statements in a transaction that is rolled back, and compares the tables. Waits at most
 * two seconds for locks.
 */
export function lossesOf(
  { access }: MigratedDatabase,
  statements: readonly string[],
): Promise<Losses> {
  return withDatabase(access, async (client: Client) => {
    await client.query("begin");
    try {
      await client.query("set local lock_timeout = '2s'; set local statement_timeout = '10s'");
      const before = await tablesOf(client);
      const counted = await countRows(client, [...before.keys()]);
      for (const statement of statements) await client.query(inTransaction(statement));
      return compare(before, await tablesOf(client), counted);
    } catch (thrown) {
      return { tables: [], columns: [], unknown: messageOf(thrown) };
    } finally {
      await client.query("rollback");
    }
  });
}

/**
 * The same changes inside one transaction. Throws UNSUPPORTED for statements that would end it:
 * what they delete would be lost.
 */
function inTransaction(sql: string): string {
  const own = sql.replace(betweenTransactions, "$1").replaceAll(/\bconcurrently\b/gi, "");
  if (!endsTransaction.test(own)) return own;
  throw new SeaworthyError("UNSUPPORTED", "it begins and ends its own transactions.");
}

/** What node-pg-migrate puts around a migration that calls `noTransaction()`. */
const betweenTransactions = /^COMMIT;\n(.*)\nBEGIN;$/s;
const endsTransaction =
  /\b(commit|rollback|prepare\s+transaction)\b|^\s*(begin|end|start\s+transaction)[^;]*;/im;

type Tables = ReadonlyMap<string, readonly string[]>;

async function tablesOf(client: Client): Promise<Tables> {
  const { rows } = await client.query(columnsSql);
  const byName = Map.groupBy(rows, ({ name }) => String(name));
  return new Map(
    [...byName].map(([name, columns]) => [name, columns.map(({ column }) => String(column))]),
  );
}

async function countRows(client: Client, tables: readonly string[]): Promise<Map<string, number>> {
  const counted = new Map<string, number>();
  for (const name of tables) {
    const { rows } = await client.query(`select count(*)::int as rows from ${name}`);
    counted.set(name, Number(rows[0]?.rows ?? 0));
  }
  return counted;
}

function compare(before: Tables, after: Tables, counted: ReadonlyMap<string, number>): Losses {
  const names = [...before.keys()];
  const dropped = names.filter((name) => !after.has(name));
  const columns = names.flatMap((name) => {
    const left = after.get(name);
    return left === undefined
      ? []
      : (before.get(name) ?? [])
          .filter((column) => !left.includes(column))
          .map((column) => `${name}.${column}`);
  });
  return { tables: dropped.map((name) => ({ name, rows: counted.get(name) ?? 0 })), columns };
}
