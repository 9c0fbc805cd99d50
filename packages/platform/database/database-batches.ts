import { type Database, type Sql, service } from "./database.ts";

const batchRows = 5_000;
/** Limit per run; the next run deletes the rest. */
const mostBatches = 200;

/**
 * Deletes in short transactions, batch by batch; returns the number of rows. The query deletes at
 * most the given number and selects the count as `deleted`.
 */
export async function deleteInBatches(
  database: Database,
  query: (sql: Sql, rows: number) => ReturnType<Sql>,
): Promise<number> {
  let total = 0;
  for (let batch = 0; batch < mostBatches; batch++) {
    const [row] = (await database.as(service, (sql) => query(sql, batchRows))) as unknown as {
      deleted: number;
    }[];
    total += row?.deleted ?? 0;
    if ((row?.deleted ?? 0) < batchRows) break;
  }
  return total;
}
