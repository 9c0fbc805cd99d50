import { rmSync } from "node:fs";
import { join } from "node:path";
import type { CloudContext } from "../../kernel/context.ts";
import type { Logger } from "../../kernel/logger.ts";
import {
  answers,
  type Login,
  quoteIdentifier,
  quoteLiteral,
  type Row,
  withConnection,
} from "./connection.ts";
import { createPooler, type Pooler } from "./pooler/pgbouncer.ts";
import { type PoolerSettings, poolerUsers } from "./pooler/pgbouncer-ini.ts";
import { findDatabaseBinaries } from "./programs/binaries.ts";
import { createSchemas } from "./schemas/create-schemas.ts";
import { scramVerifier } from "./scram.ts";
import {
  createPostgresServer,
  type PostgresServer,
  type PostgresServerOptions,
} from "./server/postgres-server.ts";
import type { PostgresSettings } from "./server/settings.ts";
import { ensureTlsFiles, tlsFilesIn } from "./tls-files.ts";

/**
 * The plain passwords of a database's built-in users; the store keeps them, the server only their
 * verifiers.
 */
export interface DatabasePasswords {
  readonly postgres: string;
  readonly superuser: string;
  readonly readOnly: string;
  readonly poolerLookup: string;
  readonly poolerAdmin: string;
  readonly poolerStats: string;
}

/** The desired state of a project's database. */
export interface DatabaseSpec {
  /** The project's ref: names the processes, the ports and the folder. */
  readonly ref: string;
  readonly passwords: DatabasePasswords;
  readonly settings: PostgresSettings;
  readonly pooler: PoolerSettings;
}

export interface DatabaseHealth {
  readonly server: boolean;
  readonly postgresLogin: boolean;
  readonly pooler: boolean;
}

interface SettingsChange {
  readonly before: PostgresSettings;
  readonly after: PostgresSettings;
  readonly isTlsRequired: boolean;
  /** If false, settings that need a restart wait for the next start. */
  readonly mayRestart: boolean;
}

/**
 * A project's PostgreSQL and PgBouncer. All methods are idempotent, and `start` completes whatever
 * was interrupted.
 */
export interface Database {
  /** `pgbouncer` serves its console; clients of the pooler connect to `pooler`. */
  readonly ports: { readonly direct: number; readonly pooler: number; readonly pgbouncer: number };
  /** PEM file of the authority that signed the server's and the pooler's certificate. */
  readonly authorityFile: string;
  /** The server's version, e.g. `17.10`. */
  readonly version: string;
  /** A login that can only read, whatever the statement. */
  readonly readOnlyLogin: Login;
  /** Creates what is missing, starts what is not running, and applies the spec. */
  start(spec: DatabaseSpec): Promise<void>;
  /** Throws INPUT_INVALID when the server would reject the settings. */
  checkSettings(settings: PostgresSettings): Promise<void>;
  /**
   * Reloads. If a setting then still needs a restart and one is allowed, restarts while holding the
   * pooler's clients back instead of dropping them. If the server does not start with the new
   * settings, restores the old ones and throws the error.
   */
  applySettings(change: SettingsChange): Promise<void>;
  /** Applies the pooler's settings, and whether server and pooler reject plain connections. */
  applyPooler(pooler: PoolerSettings): Promise<void>;
  /** Sets the password of the role `postgres`. */
  setPassword(password: string): Promise<void>;
  /** True when the server answers a query. */
  isUp(): Promise<boolean>;
  health(postgresPassword: string): Promise<DatabaseHealth>;
  /** Rows of one of the pooler's SHOW commands. */
  showPooler: Pooler["show"];
  stop(): Promise<void>;
  /** Stops it and deletes its data. */
  remove(): Promise<void>;
}

export interface DatabaseOptions {
  /**
   * How long transactions may take to end before a restart aborts them. Default 10 000: twice the
   * app's statement timeout.
   */
  readonly drainTimeoutMs?: number;
}

const readOnlyUser = "supabase_read_only_user";

/**
 * Finds ports for the database and returns its handle; starts nothing. Throws TOOL_MISSING without
 * PostgreSQL or PgBouncer.
 */
export async function openDatabase(
  context: CloudContext,
  ref: string,
  passwords: DatabasePasswords,
  { drainTimeoutMs = 10_000 }: DatabaseOptions = {},
): Promise<Database> {
  const names = {
    direct: `database.direct.${ref}`,
    pooler: `database.pooler.${ref}`,
    pgbouncer: `database.pgbouncer.${ref}`,
  };
  const ports = {
    direct: await context.ports.get(names.direct),
    pooler: await context.ports.get(names.pooler),
    pgbouncer: await context.ports.get(names.pgbouncer),
  };
  const directory = join(context.dataDirectory, "database", ref);
  const binaries = await findDatabaseBinaries(context.dataDirectory);
  const tlsDirectory = join(directory, "tls");
  const tls = tlsFilesIn(tlsDirectory);
  const { server, pooler } = createServers(
    { processes: context.processes, binaries, name: ref, tls },
    context.log,
    directory,
    ports,
    passwords,
  );
  const stop = async () => {
    await pooler.stop();
    await server.stop();
  };
  return {
    ports,
    authorityFile: tls.authorityFile,
    version: binaries.version,
    readOnlyLogin: { port: ports.direct, user: readOnlyUser, password: passwords.readOnly },
    start: async (spec) => {
      await stop();
      for (const name of Object.values(names)) await context.ports.claim(name);
      await context.processes.makeDirectory(directory);
      await ensureTlsFiles(context.processes, tlsDirectory);
      await server.start(spec.settings, spec.pooler.isTlsRequired);
      await prepare(server, spec.passwords);
      await pooler.start(spec.pooler);
    },
    checkSettings: server.check,
    applySettings: (change) =>
      applySettings(server, (restart) => pooler.whilePaused(restart, drainTimeoutMs), change),
    applyPooler: async (settings) => {
      // In this order the pooler can always connect to the server.
      if (!settings.isTlsRequired) await server.requireTls(false);
      await pooler.reload(settings);
      if (settings.isTlsRequired) await server.requireTls(true);
    },
    setPassword: (password) => setPasswords(server.superuserLogin, { postgres: password }),
    isUp: () => answers(server.superuserLogin),
    health: (password) =>
      checkHealth(
        server,
        pooler,
        { port: ports.direct, user: "postgres", password },
        { port: ports.pooler, user: `postgres.${ref}`, password },
      ),
    showPooler: pooler.show,
    stop,
    remove: async () => {
      await stop();
      // An initdb that outlived a killed cloud may still be writing here.
      rmSync(directory, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
      for (const name of Object.values(names)) context.ports.release(name);
    },
  };
}

function createServers(
  shared: Pick<PostgresServerOptions, "processes" | "binaries" | "name" | "tls">,
  log: Logger,
  directory: string,
  ports: Database["ports"],
  passwords: DatabasePasswords,
): { server: PostgresServer; pooler: Pooler } {
  return {
    server: createPostgresServer({
      ...shared,
      directory: join(directory, "postgres"),
      port: ports.direct,
      superuserPassword: passwords.superuser,
    }),
    pooler: createPooler({
      ...shared,
      directory: join(directory, "pooler"),
      log,
      port: ports.pooler,
      pgbouncerPort: ports.pgbouncer,
      postgresPort: ports.direct,
      passwords: {
        lookup: passwords.poolerLookup,
        admin: passwords.poolerAdmin,
        stats: passwords.poolerStats,
      },
    }),
  };
}

type Hold = (work: () => Promise<void>) => Promise<void>;

async function applySettings(
  server: PostgresServer,
  holdClients: Hold,
  { before, after, isTlsRequired, mayRestart }: SettingsChange,
): Promise<void> {
  await server.reload(after);
  if (!mayRestart || !(await server.waitsForRestart())) return;
  await holdClients(async () => {
    try {
      await server.start(after, isTlsRequired);
    } catch (thrown) {
      await server.start(before, isTlsRequired);
      throw thrown;
    }
  });
}

/**
 * Creates Supabase's roles and schemas on a new server; always sets the roles' passwords from the
 * store.
 */
async function prepare(server: PostgresServer, passwords: DatabasePasswords): Promise<void> {
  await withConnection(server.superuserLogin, createSchemas);
  await setPasswords(server.superuserLogin, {
    postgres: passwords.postgres,
    [readOnlyUser]: passwords.readOnly,
    [poolerUsers.lookup]: passwords.poolerLookup,
  });
}

async function setPasswords(
  superuser: Login,
  passwords: Readonly<Record<string, string>>,
): Promise<void> {
  const statements = Object.entries(passwords).map(
    ([role, password]) =>
      `alter role ${quoteIdentifier(role)} password ${quoteLiteral(scramVerifier(password))}`,
  );
  await withConnection(superuser, (sql): Promise<Row[]> => sql.unsafe(statements.join(";")));
}

async function checkHealth(
  server: PostgresServer,
  pooler: Pooler,
  postgres: Login,
  pooled: Login,
): Promise<DatabaseHealth> {
  const [serverUp, postgresLogin, poolerUp, throughPooler] = await Promise.all([
    answers(server.superuserLogin),
    answers(postgres),
    answers(pooler.adminLogin, "SHOW VERSION"),
    answers(pooled),
  ]);
  return { server: serverUp, postgresLogin, pooler: poolerUp && throughPooler };
}
