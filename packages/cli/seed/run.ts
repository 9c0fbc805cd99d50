import { readFileSync } from "node:fs";
import { messageOf, SeaworthyError } from "@seaworthy/core/errors";
import type { ModuleSeed } from "@seaworthy/platform/bundle/module-seeds";
import type { Client } from "pg";

/**
 * Runs a module's seed in one transaction and returns the row counts of its tables. Throws
 * SEED_FAILED, leaving the database unchanged.
 */
export async function runSeed(
  client: Client,
  { module, file, rows }: ModuleSeed,
): Promise<Readonly<Record<string, number>>> {
  await client.query("begin");
  try {
    // Seeds insert many rows at once.
    await client.query("set local statement_timeout = '10min'");
    await client.query(readFileSync(file, "utf8"));
    const counts = await countRows(client, Object.keys(rows));
    const short = Object.entries(rows).filter(([table, least]) => (counts[table] ?? 0) < least);
    if (short.length > 0) throw new SeaworthyError("SEED_FAILED", shortOf(module, short, counts));
    await client.query("commit");
    await client.query(`analyze ${Object.keys(rows).map(quoted).join(", ")}`);
    return counts;
  } catch (cause) {
    await client.query("rollback");
    if (cause instanceof SeaworthyError) throw cause;
    throw new SeaworthyError(
      "SEED_FAILED",
      `The seed of module ${module} failed: ${messageOf(cause)}. Its changes were rolled back.`,
      { cause },
    );
  }
}

function shortOf(
  module: string,
  short: readonly (readonly [table: string, least: number])[],
  counts: Readonly<Record<string, number>>,
): string {
  const list = short.map(([table, least]) => `${table} ${counts[table] ?? 0} of ${least}`);
  return `The seed of module ${module} created fewer rows than it declares: ${list.join(", ")}. Its changes were rolled back.`;
}

async function countRows(
  client: Client,
  tables: readonly string[],
): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const table of tables) {
    const { rows } = await client.query<{ count: number }>(
      `select count(*)::int as count from ${quoted(table)}`,
    );
    counts[table] = rows[0]?.count ?? 0;
  }
  return counts;
}

/** A name as `defineModule` accepts it: lower-case letters, digits and underscores. */
const quoted = (table: string) => `public."${table}"`;
