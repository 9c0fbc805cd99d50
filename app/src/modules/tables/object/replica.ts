import { createHash } from "node:crypto";
import type { Database, Sql } from "@seaworthy/platform/database/database";
import { service } from "@seaworthy/platform/database/database";
import { type Column, sqlName } from "../schema/columns.ts";
import { rowOf } from "../schema/values.ts";

/** A row as stored in PostgreSQL. A row without data was deleted. */
interface ReplicaRow {
  readonly id: string;
  readonly seq: number;
  readonly data: string | null;
}

/** Rows per statement. */
const batchRows = 500;

/** Rows changed after that number, each once, in their current state. */
export function changedRows(sql: SqlStorage, columns: readonly Column[], after: number) {
  const changed = sql
    .exec<{ row_id: string; seq: number }>(
      `select "row_id", max("seq") as "seq" from
         (select "row_id", "seq" from "_log" where "seq" > ? order by "seq" limit ?)
       group by "row_id"`,
      after,
      batchRows,
    )
    .toArray();
  const ids = changed.map(({ row_id }) => row_id);
  const rows = new Map(storedRows(sql, columns, ids).map((row) => [row.id, row]));
  const entries: ReplicaRow[] = changed.map(
    ({ row_id: id, seq }) => rows.get(id) ?? { id, seq, data: null },
  );
  return { rows: entries, upTo: Math.max(after, ...changed.map(({ seq }) => seq)) };
}

function storedRows(
  sql: SqlStorage,
  columns: readonly Column[],
  ids: readonly string[],
): ReplicaRow[] {
  return sql
    .exec(
      `select "id", "seq", ${columns.map(sqlName).join(", ")} from "rows"
       where "id" in (select "value" from json_each(?))`,
      JSON.stringify(ids),
    )
    .toArray()
    .map((row) => replicaOf(columns, row));
}

const replicaOf = (
  columns: readonly Column[],
  row: Record<string, SqlStorageValue>,
): ReplicaRow => ({
  id: String(row.id),
  seq: Number(row.seq),
  data: JSON.stringify(rowOf(columns, row).values),
});

/** Writes rows that are newer than the stored ones, so a repeated or late batch changes nothing. */
export async function writeReplica(
  database: Database,
  tableId: string,
  rows: readonly ReplicaRow[],
): Promise<void> {
  await database.as(
    service,
    (sql) => sql`
      insert into public.table_rows (table_id, row_id, seq, data, written_at)
      select ${tableId}::uuid, r.id, r.seq, r.data::json, now()
      from ${recordset(sql, rows)}
      on conflict (table_id, row_id) do update
        set seq = excluded.seq, data = excluded.data, written_at = now()
        where excluded.seq > table_rows.seq`,
    { idempotent: true },
  );
}

const recordset = (sql: Sql, rows: readonly ReplicaRow[]) =>
  sql`jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as r (id uuid, seq bigint, data text)`;

export interface Checksum {
  readonly count: number;
  /** A sum, so that the order does not matter. */
  readonly sum: string;
}

/** Rows are compared in buckets by the first digit of their id, so that a repair resends little. */
const buckets: readonly string[] = [..."0123456789abcdef"];

/** The table's own checksums, one per bucket. */
export function ownChecksums(
  sql: SqlStorage,
  columns: readonly Column[],
): ReadonlyMap<string, Checksum> {
  const sums = new Map(buckets.map((bucket) => [bucket, { count: 0, sum: 0n }]));
  const rows = sql.exec(`select "id", "seq", ${columns.map(sqlName).join(", ")} from "rows"`);
  for (const row of rows) {
    const replica = replicaOf(columns, row);
    const sum = sums.get(replica.id[0] ?? "");
    if (sum === undefined) continue;
    sum.count++;
    sum.sum += hashOf(replica);
  }
  return new Map(
    [...sums].map(([bucket, { count, sum }]) => [bucket, { count, sum: String(sum) }]),
  );
}

function hashOf({ id, seq, data }: ReplicaRow): bigint {
  const digest = createHash("md5").update(`${id}:${seq}:${data}`).digest("hex");
  return BigInt(`0x${digest.slice(0, 15)}`);
}

/** The checksums of the copy, computed by PostgreSQL from the stored rows. */
export async function replicaChecksums(
  database: Database,
  tableId: string,
): Promise<ReadonlyMap<string, Checksum>> {
  const rows = await database.read(
    service,
    (sql) => sql<(Checksum & { bucket: string })[]>`
      select left(row_id::text, 1) as bucket, count(*)::int as count,
        sum(('x' || left(md5(row_id || ':' || seq || ':' || data), 15))::bit(60)::bigint)::text as sum
      from public.table_rows where table_id = ${tableId} and data is not null group by 1`,
  );
  return new Map(rows.map(({ bucket, count, sum }) => [bucket, { count, sum }]));
}

/** Replaces one bucket of the copy with the table's rows. */
export async function repairBucket(
  database: Database,
  tableId: string,
  bucket: string,
  { sql: storage, columns }: { readonly sql: SqlStorage; readonly columns: readonly Column[] },
): Promise<number> {
  const rows = storage
    .exec(
      `select "id", "seq", ${columns.map(sqlName).join(", ")} from "rows" where substr("id", 1, 1) = ?`,
      bucket,
    )
    .toArray()
    .map((row) => replicaOf(columns, row));
  for (let start = 0; start < rows.length; start += batchRows) {
    const batch = rows.slice(start, start + batchRows);
    await database.as(
      service,
      (sql) => sql`
        insert into public.table_rows (table_id, row_id, seq, data, written_at)
        select ${tableId}::uuid, r.id, r.seq, r.data::json, now() from ${recordset(sql, batch)}
        on conflict (table_id, row_id) do update
          set seq = excluded.seq, data = excluded.data, written_at = now()`,
      { idempotent: true },
    );
  }
  const ids = JSON.stringify(rows.map(({ id }) => id));
  await database.as(
    service,
    (sql) => sql`
      delete from public.table_rows
      where table_id = ${tableId} and left(row_id::text, 1) = ${bucket}
        and row_id not in (select value::uuid from jsonb_array_elements_text(${ids}::text::jsonb))`,
    { idempotent: true },
  );
  return rows.length;
}
