import { join } from "node:path";
import { packagedPostgres, requireService } from "@seaworthy/toolchain/services";
import { programsDirectory } from "../../../kernel/programs-directory.ts";
import { installPostgres } from "./install-postgres.ts";

/** Locations of PostgreSQL's and PgBouncer's programs. */
export interface DatabaseBinaries {
  readonly postgres: string;
  readonly initdb: string;
  readonly pgbouncer: string;
  /** PostgreSQL's version: `17.10`. */
  readonly version: string;
}

/**
 * PostgreSQL of Supabase's major version, and PgBouncer. Throws TOOL_MISSING with what to type.
 *
 * @param directory where PostgreSQL is installed when the shared folder of programs is not
 * writable.
 */
export async function findDatabaseBinaries(directory: string): Promise<DatabaseBinaries> {
  const [server, pooler] = await Promise.all([
    requireService("postgres"),
    requireService("pgbouncer"),
  ]);
  const packaged = packagedPostgres();
  const bin = packaged
    ? await installPostgres(packaged, [programsDirectory(), directory])
    : server.binDirectory;
  return {
    postgres: join(bin, "postgres"),
    initdb: join(bin, "initdb"),
    pgbouncer: pooler.program,
    version: server.version,
  };
}
