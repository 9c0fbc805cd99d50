import { type Database, service } from "@seaworthy/platform/database/database";

/** Maximum reads that one row counts: a burst of reads must not become a burst of inserts. */
export const batchSize = 1_000;
const batchAgeMs = 15_000;

interface Batch {
  readonly startedAt: number;
  count: number;
}

/**
 * This isolate's counts. Numbers may outlive a request, unlike connections; an evicted isolate
 * loses its last few.
 */
const batches = new Map<string, Batch>();

/** Counts an event. Returns the count to write when a batch is full or old, otherwise undefined. */
export function countUsage(event: string, now: number): number | undefined {
  const batch = batches.get(event) ?? { startedAt: now, count: 0 };
  batch.count++;
  batches.set(event, batch);
  if (batch.count < batchSize && now - batch.startedAt < batchAgeMs) return undefined;
  batches.delete(event);
  return batch.count;
}

/** Writes a batch as one row. */
export async function writeUsage(
  database: Database,
  event: string,
  quantity: number,
): Promise<void> {
  await database.as(
    service,
    (sql) => sql`select log_usage_event_v2(${event}, ${quantity}::integer)`,
  );
}
