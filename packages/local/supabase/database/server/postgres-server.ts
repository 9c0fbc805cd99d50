import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { messageOf, SeaworthyError } from "@seaworthy/core/errors";
import type { Sql } from "postgres";
import type { ManagedProcess, ProcessTable } from "../../../kernel/processes/table.ts";
import { answers, type Login, withConnection } from "../connection.ts";
import type { DatabaseBinaries } from "../programs/binaries.ts";
import type { TlsFiles } from "../tls-files.ts";
import { clearStaleServer, createCluster, requireMajorVersion, superuser } from "./cluster.ts";
import { renderHostAccess, renderPostgresConf, renderSettingsConf } from "./postgres-conf.ts";
import type { PostgresSettings } from "./settings.ts";

export interface PostgresServerOptions {
  readonly processes: ProcessTable;
  readonly binaries: DatabaseBinaries;
  /** Unique among the processes: the project's ref. */
  readonly name: string;
  readonly directory: string;
  readonly port: number;
  readonly superuserPassword: string;
  readonly tls: TlsFiles;
}

/** A supervised PostgreSQL server on loopback. */
export interface PostgresServer {
  readonly superuserLogin: Login;
  /**
   * Creates the data directory if needed, and (re)starts the server with these settings.
   * Throws PROCESS_FAILED when it does not start.
   */
  start(settings: PostgresSettings, isTlsRequired: boolean): Promise<void>;
  /** Rejects plain connections or accepts them again. Open connections stay. */
  requireTls(isTlsRequired: boolean): Promise<void>;
  /**
   * Throws INPUT_INVALID, with PostgreSQL's message, when it would reject a value. Changes nothing.
   */
  check(settings: PostgresSettings): Promise<void>;
  /** Applies settings that need no restart. Resolves when new statements use them. */
  reload(settings: PostgresSettings): Promise<void>;
  /** True when the configuration contains a setting that needs a restart. */
  waitsForRestart(): Promise<boolean>;
  /** Shuts down cleanly: transactions are rolled back, clients notified. */
  stop(): Promise<void>;
}

export function createPostgresServer(options: PostgresServerOptions): PostgresServer {
  const { processes, directory } = options;
  const superuserLogin: Login = {
    port: options.port,
    user: superuser,
    password: options.superuserPassword,
  };
  const writeSettings = (settings: PostgresSettings) =>
    processes.writeFile(join(directory, "settings.conf"), renderSettingsConf(settings));
  const writeHostAccess = (isTlsRequired: boolean) =>
    processes.writeFile(join(directory, "pg_hba.conf"), renderHostAccess(isTlsRequired));
  let running: ManagedProcess | undefined;
  const stop = async () => {
    await running?.stop();
    running = undefined;
  };
  return {
    superuserLogin,
    start: async (settings, isTlsRequired) => {
      requireMajorVersion(directory, options.binaries.version);
      await createCluster(processes, options.binaries.initdb, directory, options.superuserPassword);
      await stop();
      await clearStaleServer(processes, directory);
      await processes.writeFile(
        join(directory, "postgresql.conf"),
        renderPostgresConf(options.port, options.tls),
      );
      await writeHostAccess(isTlsRequired);
      await writeSettings(settings);
      running = await startProcess(options, superuserLogin);
    },
    check: (settings) => checkSettings(options, settings),
    reload: async (settings) => {
      await writeSettings(settings);
      await withConnection(superuserLogin, reloadAndWait);
    },
    requireTls: async (isTlsRequired) => {
      await writeHostAccess(isTlsRequired);
      await withConnection(superuserLogin, reloadAndWait);
    },
    waitsForRestart: () =>
      withConnection(
        superuserLogin,
        async (sql) => (await sql`select 1 from pg_settings where pending_restart`).length > 0,
      ),
    stop,
  };
}

function startProcess(options: PostgresServerOptions, login: Login): Promise<ManagedProcess> {
  return options.processes.start({
    name: `postgres-${options.name}`,
    command: options.binaries.postgres,
    args: ["-D", options.directory],
    // SIGINT is PostgreSQL's fast shutdown; SIGTERM waits for every client to leave.
    stopSignal: "SIGINT",
    ready: () => answers(login),
  });
}

/** `postgres -C` evaluates a setting as on start, with the given values, and exits. */
async function checkSettings(
  options: PostgresServerOptions,
  settings: PostgresSettings,
): Promise<void> {
  const given = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  try {
    await options.processes.run(options.binaries.postgres, [
      "-D",
      options.directory,
      "-C",
      "port",
      ...given,
    ]);
  } catch (cause) {
    const reason = /FATAL:\s*(.*)/.exec(messageOf(cause))?.[1] ?? "the value is not accepted";
    throw new SeaworthyError("INPUT_INVALID", `PostgreSQL rejects these settings: ${reason}`, {
      cause,
    });
  }
}

/**
 * Reloading is asynchronous: the postmaster signals its children, and each reloads between two
 * statements.
 */
async function reloadAndWait(sql: Sql): Promise<void> {
  const [before] = await sql`select pg_conf_load_time()::text as at`;
  await sql`select pg_reload_conf()`;
  for (let attempt = 0; attempt < 400; attempt++) {
    const [now] = await sql`select pg_conf_load_time()::text as at`;
    if (now?.at !== before?.at) return;
    await delay(10);
  }
  throw new SeaworthyError(
    "PROCESS_FAILED",
    "PostgreSQL did not reload its configuration within 4 seconds.",
    { retryable: true },
  );
}
