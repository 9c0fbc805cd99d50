import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { Logger } from "../../../kernel/logger.ts";
import type { ManagedProcess, ProcessTable } from "../../../kernel/processes/table.ts";
import { answers, type Login, type Row, withConnection } from "../connection.ts";
import type { DatabaseBinaries } from "../programs/binaries.ts";
import { readTlsFiles, type TlsFiles } from "../tls-files.ts";
import { type Entrance, openEntrance } from "./entrance.ts";
import {
  type PoolerSettings,
  poolerUsers,
  renderPoolerIni,
  renderUserList,
} from "./pgbouncer-ini.ts";

export interface PoolerOptions {
  readonly processes: ProcessTable;
  readonly binaries: DatabaseBinaries;
  readonly log: Logger;
  /** The project's ref. */
  readonly name: string;
  readonly directory: string;
  /** Where clients connect. */
  readonly port: number;
  readonly pgbouncerPort: number;
  readonly postgresPort: number;
  readonly tls: TlsFiles;
  readonly passwords: Readonly<Record<keyof typeof poolerUsers, string>>;
}

/** A supervised PgBouncer on loopback in front of one server. */
export interface Pooler {
  readonly adminLogin: Login;
  start(settings: PoolerSettings): Promise<void>;
  /** Changes size and mode of the running process; no client is disconnected. */
  reload(settings: PoolerSettings): Promise<void>;
  /**
   * Lets transactions end and holds new ones back while `work` runs, then releases them. After
   * `drainTimeoutMs` it no longer waits for open transactions (in session mode, for whole
   * sessions). Resolves to work's result.
   */
  whilePaused<T>(work: () => Promise<T>, drainTimeoutMs: number): Promise<T>;
  /** Rows of a console command: `SHOW POOLS`, `SHOW DATABASES`, `SHOW CONFIG`. */
  show(what: "POOLS" | "DATABASES" | "CONFIG" | "CLIENTS" | "SERVERS"): Promise<Row[]>;
  stop(): Promise<void>;
}

export function createPooler(options: PoolerOptions): Pooler {
  const adminLogin: Login = {
    port: options.pgbouncerPort,
    user: poolerUsers.admin,
    password: options.passwords.admin,
    database: "pgbouncer",
  };
  const command = (text: string) =>
    withConnection(adminLogin, async (sql): Promise<Row[]> => [...(await sql.unsafe(text))]);
  let running: ManagedProcess | undefined;
  let entrance: Entrance | undefined;
  const stopPgBouncer = async () => {
    await running?.stop();
    running = undefined;
  };
  const stop = async () => {
    await entrance?.close();
    entrance = undefined;
    await stopPgBouncer();
  };
  const restart = async () => {
    await stopPgBouncer();
    running = await startProcess(options, adminLogin);
  };
  return {
    adminLogin,
    start: async (settings) => {
      await writeFiles(options, settings);
      await stop();
      await restart();
      entrance = await openEntrance(entranceSettings(options, settings), options.log);
    },
    reload: async (settings) => {
      await writeFiles(options, settings);
      entrance?.requireTls(settings.isTlsRequired);
      await command("RELOAD");
    },
    whilePaused: async (work, drainTimeoutMs) => {
      // A pooler that is down has no clients to hold back.
      await pause(adminLogin, drainTimeoutMs).catch(() => undefined);
      // A pooler that restarted in between is not paused and rejects RESUME; one that cannot be
      // resumed must not keep running.
      return work().finally(() => command("RESUME").catch(restart));
    },
    show: (what) => command(`SHOW ${what}`),
    stop,
  };
}

function entranceSettings(options: PoolerOptions, { isTlsRequired }: PoolerSettings) {
  return {
    port: options.port,
    target: options.pgbouncerPort,
    ref: options.name,
    ...readTlsFiles(options.tls),
    isTlsRequired,
  };
}

/**
 * Resolves when every server connection is free, or after the timeout; no further transaction
 * starts in either case.
 */
async function pause(adminLogin: Login, timeoutMs: number): Promise<void> {
  await withConnection(adminLogin, (sql) =>
    Promise.race([sql.unsafe("PAUSE"), delay(timeoutMs, undefined, { ref: false })]),
  );
}

function iniFile(options: PoolerOptions): string {
  return join(options.directory, "pgbouncer.ini");
}

async function writeFiles(options: PoolerOptions, settings: PoolerSettings): Promise<void> {
  const userListFile = join(options.directory, "users.txt");
  const { lookup, admin, stats } = options.passwords;
  await options.processes.makeDirectory(options.directory);
  await options.processes.writeFile(
    userListFile,
    renderUserList({
      [poolerUsers.lookup]: lookup,
      [poolerUsers.admin]: admin,
      [poolerUsers.stats]: stats,
    }),
  );
  const ini = renderPoolerIni({
    ...settings,
    poolerPort: options.pgbouncerPort,
    postgresPort: options.postgresPort,
    userListFile,
    tls: options.tls,
  });
  await options.processes.writeFile(iniFile(options), ini);
}

async function startProcess(options: PoolerOptions, login: Login): Promise<ManagedProcess> {
  return options.processes.start({
    name: `pgbouncer-${options.name}`,
    command: options.binaries.pgbouncer,
    args: [iniFile(options)],
    stopSignal: (await waitsOnTerm(options)) ? "SIGQUIT" : "SIGTERM",
    ready: () => answers(login, "SHOW VERSION"),
  });
}

/**
 * Since 1.23, SIGTERM waits for the clients to leave, and SIGQUIT ends immediately, as SIGTERM did
 * before.
 */
async function waitsOnTerm(options: PoolerOptions): Promise<boolean> {
  const [, major, minor] =
    /PgBouncer (\d+)\.(\d+)/.exec(
      await options.processes.run(options.binaries.pgbouncer, ["--version"]),
    ) ?? [];
  return Number(major) > 1 || Number(minor) >= 23;
}
