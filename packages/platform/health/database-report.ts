import { z } from "@hono/zod-openapi";
import { type Database, service } from "../database/database.ts";

const share = z.number().min(0).max(1);

/** Enough to start with: after fixing the first hundred, ask again. */
const mostNames = 100;
const names = z
  .array(z.string())
  .transform((all) => all.slice(0, mostNames))
  .openapi({ type: "array", items: { type: "string" }, maxItems: mostNames });

/** As `internal.database_report()` returns it. */
export const databaseReport = z.object({
  serverVersion: z.string(),
  sizeBytes: z.number(),
  connections: z.object({
    used: z.number(),
    most: z.number(),
    active: z.number(),
    idle: z.number(),
    idleInTransaction: z.number(),
    waitingForLocks: z.number(),
    longestTransactionSeconds: z.number(),
  }),
  indexHitRate: share.nullable(),
  tableHitRate: share.nullable(),
  deadlocks: z.number(),
  tablesWithoutForcedRowLevelSecurity: names,
  invalidIndexes: names,
  lastMigration: z.string().nullable(),
});
export type DatabaseReport = z.output<typeof databaseReport>;

/** The database's numbers from its own statistics. */
export async function readDatabaseReport(database: Database): Promise<DatabaseReport> {
  const [row] = await database.read(
    service,
    (sql) => sql`select internal.database_report() as report`,
  );
  return databaseReport.parse(row?.report);
}
