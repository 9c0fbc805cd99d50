import type { TlsFiles } from "../tls-files.ts";
import type { PostgresSettings } from "./settings.ts";

/**
 * `postgresql.conf`: small enough for a laptop, otherwise as on Supabase. `settings.conf`, with the
 * settings made through the Management API, is read last and takes precedence.
 */
export function renderPostgresConf(port: number, tls: TlsFiles): string {
  return `${[...baseLines(port), ...tlsLines(tls)]
    .map(([name, value]) => `${name} = ${literal(value)}`)
    .join("\n")}\ninclude = 'settings.conf'\n`;
}

export function renderSettingsConf(settings: PostgresSettings): string {
  return Object.entries(settings)
    .map(([name, value]) => `${name} = ${literal(value)}\n`)
    .join("");
}

/** Clients connect over loopback only, with a password, and over TLS where it is required. */
export function renderHostAccess(isTlsRequired: boolean): string {
  const kind = isTlsRequired ? "hostssl" : "host";
  return ["all", "replication"]
    .map((database) => `${kind} ${database} all 127.0.0.1/32 scram-sha-256\n`)
    .join("");
}

function tlsLines(tls: TlsFiles): [string, string | boolean][] {
  return [
    ["ssl", true],
    ["ssl_cert_file", tls.chainFile],
    ["ssl_key_file", tls.keyFile],
  ];
}

function baseLines(port: number): [string, string | number | boolean][] {
  return [
    ["listen_addresses", "127.0.0.1"],
    ["port", port],
    // A socket's path is limited to 107 bytes, which a deep checkout exceeds.
    ["unix_socket_directories", ""],
    ["shared_preload_libraries", "pg_stat_statements"],
    // Utility commands may contain a password (CREATE ROLE … PASSWORD): neither this nor the log
    // stores them.
    ["pg_stat_statements.track_utility", false],
    ["log_min_error_statement", "panic"],
    ["max_connections", 60],
    ["shared_buffers", "24MB"],
    ["max_wal_size", "256MB"],
    ["min_wal_size", "32MB"],
    ["wal_level", "logical"],
    // Each is a process that a single local server does not need.
    ["max_logical_replication_workers", 0],
    ["jit", false],
    ["timezone", "UTC"],
    ["log_timezone", "UTC"],
    ["search_path", '"$user", public, extensions'],
    ["statement_timeout", "2min"],
  ];
}

/**
 * A value in a configuration file: quotes and backslashes are doubled, and line breaks cannot occur
 * in it.
 */
function literal(value: string | number | boolean): string {
  if (typeof value === "boolean") return value ? "on" : "off";
  return `'${String(value)
    .replaceAll("\\", "\\\\")
    .replaceAll("'", "''")
    .replaceAll(/[\r\n]/g, " ")}'`;
}
