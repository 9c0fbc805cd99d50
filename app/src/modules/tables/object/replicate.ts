import { type Database, service } from "@seaworthy/platform/database/database";
import type { Jobs } from "@seaworthy/platform/jobs/jobs";
import type { Logger } from "@seaworthy/platform/observability/logger";
import type { Column } from "../schema/columns.ts";
import { embeddedSeq, isSemantic } from "../semantic/vector-store.ts";
import {
  changedRows,
  ownChecksums,
  repairBucket,
  replicaChecksums,
  writeReplica,
} from "./replica.ts";
import { metaOf, setMeta } from "./storage-migrations.ts";
import { lastSeq } from "./write-rows.ts";

export interface Replication {
  readonly sql: SqlStorage;
  readonly columns: readonly Column[];
  readonly tableId: string;
  readonly database: Database;
  readonly jobs: Jobs;
  readonly log: Logger;
}

const replicatedSeq = (sql: SqlStorage): number => Number(metaOf(sql, "replicated_seq") ?? "0");

/** Sends what PostgreSQL does not have yet, in batches. Progress is stored after each. */
export async function replicate(replication: Replication): Promise<void> {
  const { sql, columns, tableId, database } = replication;
  for (;;) {
    const { rows, upTo } = changedRows(sql, columns, replicatedSeq(sql));
    if (rows.length === 0) break;
    await writeReplica(database, tableId, rows);
    setMeta(sql, "replicated_seq", String(upTo));
  }
}

/** A job embeds what changed: the alarm has no time to wait for a model. */
export async function enqueueEmbedding({ sql, tableId, database, jobs }: Replication) {
  const key = `${tableId}:${lastSeq(sql)}`;
  await database.as(service, (transaction) =>
    jobs.enqueue(transaction, {
      kind: "table.embed",
      key,
      tenant: tableId,
      payload: { tableId, part: 0 },
    }),
  );
}

/** How far the copy lags, in changes and in time. */
export function lagOf(sql: SqlStorage, now: number): { changes: number; ms: number } {
  const done = replicatedSeq(sql);
  const { oldest } = sql
    .exec<{ oldest: number | null }>(
      `select min("at") as "oldest" from "_log" where "seq" > ?`,
      done,
    )
    .one();
  return { changes: lastSeq(sql) - done, ms: oldest === null ? 0 : now - oldest };
}

/**
 * Compares the copy with the table and repairs differences. Returns the number of repaired buckets,
 * or undefined while changes are still unsent.
 */
export async function verify(replication: Replication): Promise<number | undefined> {
  const { sql, columns, tableId, database, log } = replication;
  if (replicatedSeq(sql) !== lastSeq(sql)) return undefined;
  const own = ownChecksums(sql, columns);
  const before = lastSeq(sql);
  const copied = await replicaChecksums(database, tableId);
  // Written in the meantime: leave it to the next comparison.
  if (lastSeq(sql) !== before) return undefined;
  const different = [...own].filter(([bucket, { count, sum }]) => {
    const copy = copied.get(bucket) ?? { count: 0, sum: "0" };
    return copy.count !== count || copy.sum !== sum;
  });
  for (const [bucket] of different) {
    const rows = await repairBucket(database, tableId, bucket, { sql, columns });
    log.error("table.copy_repaired", { tableId, bucket, rows });
  }
  return different.length;
}

/** Log entries kept for reconnecting clients. */
const keptEntries = 10_000;

/** Deletes entries that are no longer needed. */
export function trim(sql: SqlStorage, columns: readonly Column[], now: number): void {
  const embedded = isSemantic(columns) ? embeddedSeq(sql) : Number.MAX_SAFE_INTEGER;
  const upTo = Math.min(replicatedSeq(sql), embedded, lastSeq(sql) - keptEntries);
  sql.exec(`delete from "_log" where "seq" <= ?`, upTo);
  sql.exec(`delete from "_requests" where "at" < ?`, now - 24 * 60 * 60_000);
  sql.exec(`delete from "_creates" where "at" < ?`, now - 60_000);
  sql.exec("pragma optimize");
}
