import type { CacheAnswer } from "@seaworthy/platform/cache/cache-entry";
import { type Database, service } from "@seaworthy/platform/database/database";
import type { AppContext } from "@seaworthy/platform/runtime/app-env";

/** Values of `meta->>'cache_result'` in the reports, by the source of a response. */
const cacheResults = {
  memory: "hit",
  shared: "hit",
  fresh: "hit",
  stale: "stale",
  outage: "stale",
  computed: "miss",
  bypassed: "bypass",
} as const satisfies Readonly<Record<CacheAnswer<unknown>["state"], string>>;

interface Observation {
  readonly name: string;
  readonly ms: number;
  readonly at: string;
  readonly meta: Readonly<Record<string, string | number>>;
}

/** At most this many rows per isolate and interval, however many reads there are. */
export const mostRows = 50;
const batchAgeMs = 15_000;

/**
 * A uniform sample of this isolate's reads (reservoir sampling): the share of each result is that
 * of all reads. Plain values, so it may outlive a request; lost when the isolate is evicted.
 */
export function createSample(random: () => number = Math.random) {
  let [rows, seen, startedAt]: [Observation[], number, number] = [[], 0, 0];
  return {
    /** Returns the rows to write once the batch is old enough. */
    add(observation: Observation, now: number): readonly Observation[] | undefined {
      if (seen === 0) startedAt = now;
      seen++;
      if (rows.length < mostRows) rows.push(observation);
      else {
        const place = Math.floor(random() * seen);
        if (place < mostRows) rows[place] = observation;
      }
      if (now - startedAt < batchAgeMs) return undefined;
      const taken = rows;
      [rows, seen] = [[], 0];
      return taken;
    },
  };
}

const sample = createSample();

/** Reads through the cache, records the duration and result, and sets the response's age. */
export async function observed<T>(
  c: AppContext,
  name: string,
  read: () => Promise<CacheAnswer<T>>,
): Promise<T> {
  const { clock, background, database } = c.var.services;
  const startedAt = clock.now();
  const { value, state, ageMs } = await read();
  const now = clock.now();
  const rows = sample.add(
    {
      name,
      ms: now - startedAt,
      at: new Date(now).toISOString(),
      meta: { cache_result: cacheResults[state], state },
    },
    now,
  );
  if (rows !== undefined) background.run("feed.observations", () => writeRows(database, rows));
  c.header("Server-Timing", `cache;desc=${state}`);
  if (ageMs !== undefined) c.header("Age", String(Math.round(ageMs / 1000)));
  return value;
}

async function writeRows(database: Database, rows: readonly Observation[]): Promise<void> {
  await database.as(
    service,
    (sql) => sql`
      insert into rpc_observations (name, duration_ms, meta, created_at)
      select o.name, o.ms, o.meta, o.at
      from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb)
        as o (name text, ms float8, meta jsonb, at timestamptz)`,
  );
}
