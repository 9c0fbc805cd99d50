import { join } from "node:path";
import { requireService } from "@seaworthy/toolchain/services";

/** Where the programs of PostgreSQL and PgBouncer are. */
export interface DatabaseBinaries {
  readonly postgres: string;
  readonly initdb: string;
  readonly pgbouncer: string;
  /** PostgreSQL's own: `15.18`. */
  readonly version: string;
}

/**
 * The newest PostgreSQL that is installed (15 or later), and PgBouncer. Throws TOOL_MISSING with
 * what to type.
 */
export async function findDatabaseBinaries(): Promise<DatabaseBinaries> {
  const [server, pooler] = await Promise.all([
    requireService("postgres"),
    requireService("pgbouncer"),
  ]);
  const { program, binDirectory, version } = server;
  return {
    postgres: program,
    initdb: join(binDirectory, "initdb"),
    pgbouncer: pooler.program,
    version,
  };
}
