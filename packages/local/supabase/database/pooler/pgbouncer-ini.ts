import type { TlsFiles } from "../tls-files.ts";

export const poolModes = ["transaction", "session"] as const;
export type PoolMode = (typeof poolModes)[number];

/** The Management API's settings for the pooler. */
export interface PoolerSettings {
  readonly mode: PoolMode;
  /** Server connections per user and database. */
  readonly size: number;
  /** Rejects plain connections and connects to PostgreSQL over TLS. */
  readonly isTlsRequired: boolean;
}

/** Supabase's values on its smallest compute. */
export const poolerDefaults = {
  mode: "transaction",
  size: 15,
  maxClientConn: 200,
} as const satisfies Pick<PoolerSettings, "mode" | "size"> & {
  maxClientConn: number;
};

/**
 * The pooler's own roles: it looks passwords up as the first; users and tests read its console as
 * the others.
 */
export const poolerUsers = {
  lookup: "pgbouncer",
  admin: "pgbouncer_admin",
  stats: "pgbouncer_stats",
} as const;

export interface PoolerIniOptions extends PoolerSettings {
  readonly poolerPort: number;
  readonly postgresPort: number;
  /** Output of `renderUserList`. */
  readonly userListFile: string;
  readonly tls: TlsFiles;
}

/**
 * `pgbouncer.ini`. Pool size and mode only affect this file, so RELOAD is enough to change them.
 */
export function renderPoolerIni(options: PoolerIniOptions): string {
  const lines: [string, string | number][] = [
    ["listen_addr", "127.0.0.1"],
    ["listen_port", options.poolerPort],
    ["unix_socket_dir", ""],
    ["client_tls_sslmode", options.isTlsRequired ? "require" : "allow"],
    ["client_tls_key_file", options.tls.keyFile],
    ["client_tls_cert_file", options.tls.chainFile],
    ["server_tls_sslmode", options.isTlsRequired ? "require" : "disable"],
    ["auth_type", "scram-sha-256"],
    ["auth_file", options.userListFile],
    // Any login role of the server can connect with its own name and password as soon as it exists.
    ["auth_user", poolerUsers.lookup],
    ["auth_query", "SELECT username, password FROM pgbouncer.get_auth($1)"],
    ["admin_users", poolerUsers.admin],
    ["stats_users", poolerUsers.stats],
    ["pool_mode", options.mode],
    ["default_pool_size", options.size],
    ["max_client_conn", poolerDefaults.maxClientConn],
    ["query_wait_timeout", 120],
    ["server_idle_timeout", 60],
    ["server_lifetime", 3600],
    // 15 s by default: too long after a server restart.
    ["server_login_retry", 1],
    // Only used in session mode, as on Supabase: in transaction mode neither resets session state.
    ["server_reset_query", "DISCARD ALL"],
    ["server_reset_query_always", 0],
    // Drivers send it on connect, and the pooler can neither track nor forward it. It tracks
    // application_name by default.
    ["ignore_startup_parameters", "extra_float_digits"],
    ["log_connections", 0],
    ["log_disconnections", 0],
  ];
  return [
    "[databases]",
    `postgres = host=127.0.0.1 port=${options.postgresPort} dbname=postgres`,
    "[pgbouncer]",
    ...lines.map(([name, value]) => `${name} = ${value}`),
    "",
  ].join("\n");
}

/** `auth_file`: the pooler's own users, one `"name" "password"` per line, quotes doubled. */
export function renderUserList(passwords: Readonly<Record<string, string>>): string {
  return Object.entries(passwords)
    .map(
      ([name, password]) => `"${name.replaceAll('"', '""')}" "${password.replaceAll('"', '""')}"\n`,
    )
    .join("");
}
