import { type Database, type Sql, service } from "./database.ts";

const batchRows = 5_000;
/** A bound of one run; what is left is deleted by the next. */
const mostBatches = 200;

/**
 * Deletes in short transactions, batch by batch, and returns how many rows. The query deletes up to
 * that many and selects their number as `deleted`.
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
