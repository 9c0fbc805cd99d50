import { type Database, service } from "@seaworthy/platform/database/database";

/** Reads that one row stands for at most: a rush of readers must not become a rush of inserts. */
export const batchSize = 1_000;
const batchAgeMs = 15_000;

interface Batch {
  readonly startedAt: number;
  count: number;
}

/**
 * This isolate's counts. They are numbers, so unlike a connection they may outlive a request; an
 * isolate that is evicted loses its last few.
 */
const batches = new Map<string, Batch>();

/** Counts an event; returns the number to write when a batch is full or old, else undefined. */
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
