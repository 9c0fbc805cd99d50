import { SeaworthyError } from "@seaworthy/core/errors";
import postgres from "postgres";
import type { PoolerView } from "./view.ts";

type Row = Readonly<Record<string, unknown>>;

/**
 * PgBouncer's own figures, read from its console; `url` logs in as one of its `stats_users`. Times
 * out after two seconds.
 */
export async function readPooler(url: string | undefined): Promise<PoolerView> {
  if (url === undefined)
    throw new SeaworthyError(
      "DATABASE_UNREACHABLE",
      "This project has no login for PgBouncer's console.",
    );
  // PgBouncer's console only speaks the simple protocol and has no catalog to fetch types from.
  const sql = postgres(url, {
    max: 1,
    connect_timeout: 2,
    idle_timeout: 1,
    prepare: false,
    fetch_types: false,
    onnotice: () => undefined,
  });
  try {
    const config: readonly Row[] = await sql.unsafe("show config").simple();
    const pools: readonly Row[] = await sql.unsafe("show pools").simple();
    return poolerView(config, pools);
  } finally {
    await sql.end({ timeout: 1 });
  }
}

/** From the rows of `SHOW CONFIG` and `SHOW POOLS`. The console's own pool is left out. */
export function poolerView(config: readonly Row[], pools: readonly Row[]): PoolerView {
  const setting = (key: string) => String(config.find((row) => row.key === key)?.value ?? "?");
  const sum = (column: string) =>
    pools
      .filter((row) => row.database !== "pgbouncer")
      .reduce((total, row) => total + Number(row[column] ?? 0), 0);
  return {
    mode: setting("pool_mode"),
    poolSize: setting("default_pool_size"),
    maxClients: setting("max_client_conn"),
    clientsActive: sum("cl_active"),
    clientsWaiting: sum("cl_waiting"),
    serversActive: sum("sv_active"),
    serversIdle: sum("sv_idle"),
  };
}
