import type { Database } from "../database/database.ts";
import { service } from "../database/database.ts";
import { deleteInBatches } from "../database/database-batches.ts";
import { counterKey, type LimitStore, type Standing } from "./rate-limit-store.ts";

/**
 * Counts in PostgreSQL: for limits that must survive the loss of Redis, such as mails per day. One
 * statement; a row lock makes it exact, and counters are locked in key order, so that two requests
 * cannot deadlock. Throws like `Database.as`.
 */
export function postgresLimits(database: Database): LimitStore {
  return {
    count: async (counts) => {
      const asked = counts.map((count, index) => ({
        index,
        key: counterKey(count),
        limit: count.quota.limit,
        window_ms: count.quota.windowMs,
      }));
      const rows = await database.as(
        service,
        (sql) => sql<Standing[]>`
          select has_room as "hasRoom", remaining, reset_ms as "resetMs"
          from public.count_requests(${JSON.stringify(asked)}::text::jsonb) order by index`,
      );
      return [...rows];
    },
  };
}

/** Deletes counters whose window has ended; returns how many. For a cron. */
export function deleteExpiredLimits(database: Database): Promise<number> {
  return deleteInBatches(
    database,
    (sql, rows) => sql`select public.delete_expired_rate_limits(${rows}) as deleted`,
  );
}
