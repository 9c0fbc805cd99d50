import type { TlsFiles } from "../tls-files.ts";

export const poolModes = ["transaction", "session"] as const;
export type PoolMode = (typeof poolModes)[number];

/** What the Management API says about the pooler. */
export interface PoolerSettings {
  readonly mode: PoolMode;
  /** Server connections for each user and database. */
  readonly size: number;
  /** Plain connections are refused, and PostgreSQL is spoken to over TLS. */
  readonly isTlsRequired: boolean;
}

/** What Supabase gives a project on its smallest compute. */
export const poolerDefaults = {
  mode: "transaction",
  size: 15,
  maxClientConn: 200,
} as const satisfies Pick<PoolerSettings, "mode" | "size"> & {
  maxClientConn: number;
};

/**
 * Roles of the pooler itself: it looks passwords up as the first; people and tests read its console
 * as the others.
 */
export const poolerUsers = {
  lookup: "pgbouncer",
  admin: "pgbouncer_admin",
  stats: "pgbouncer_stats",
} as const;

export interface PoolerIniOptions extends PoolerSettings {
  readonly poolerPort: number;
  readonly postgresPort: number;
  /** The file that `renderUserList` made. */
  readonly userListFile: string;
  readonly tls: TlsFiles;
}

/**
 * `pgbouncer.ini`. Only this file differs between two pool sizes or modes, so a RELOAD is enough to
 * change them.
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
    // Any login role of the server may come in by its own name and password, the moment it exists.
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
    // 15 s by default: too long to wait after the server was restarted.
    ["server_login_retry", 1],
    // Used in session mode only, as on Supabase: in transaction mode session state is not reset,
    // here as there.
    ["server_reset_query", "DISCARD ALL"],
    ["server_reset_query_always", 0],
    // Drivers send it at connect, and the pooler can neither track it nor pass it on. It tracks
    // application_name by itself.
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

/** `auth_file`: the pooler's own users, `"name" "password"` a line, quotes doubled. */
export function renderUserList(passwords: Readonly<Record<string, string>>): string {
  return Object.entries(passwords)
    .map(
      ([name, password]) => `"${name.replaceAll('"', '""')}" "${password.replaceAll('"', '""')}"\n`,
    )
    .join("");
}
