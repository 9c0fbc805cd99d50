import { lastSeq } from "./write-rows.ts";

/** Changed rows that one message lists at most; clients further behind get a snapshot. */
const mostChanged = 1_000;

/**
 * The rows changed after that number. Undefined when a snapshot is needed: too many changes,
 * changes no longer in the log, or a number this table never issued.
 */
export function changedSince(sql: SqlStorage, seq: number): readonly string[] | undefined {
  const newest = lastSeq(sql);
  if (seq === newest) return [];
  const { oldest } = sql
    .exec<{ oldest: number | null }>(`select min("seq") as "oldest" from "_log"`)
    .one();
  if (seq > newest || oldest === null || oldest > seq + 1) return undefined;
  const rows = sql
    .exec<{ row_id: string }>(
      `select distinct "row_id" from "_log" where "seq" > ? limit ?`,
      seq,
      mostChanged + 1,
    )
    .toArray();
  return rows.length > mostChanged ? undefined : rows.map((row) => row.row_id);
}
