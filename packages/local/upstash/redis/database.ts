import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { SeaworthyError } from "@seaworthy/core/errors";
import { requireService } from "@seaworthy/toolchain/services";
import type { CloudContext } from "../../kernel/context.ts";
import { silentLogger } from "../../kernel/logger.ts";
import type { ManagedProcess } from "../../kernel/processes/table.ts";
import { loadCertificate } from "./certificate.ts";
import { aclFile, liveSettings, type RedisSettings, serverConfiguration } from "./configuration.ts";
import { ErrorReply, openConnection, type RedisConnection } from "./connection.ts";
import type { RestEndpoint, RestEndpoints } from "./rest/thread/rest-endpoints.ts";
import { limitScripts } from "./scripts/script-limit.ts";
import { parseInfo } from "./server-info.ts";
import { type Accounts, aclRunner } from "./users/acl-commands.ts";
import {
  aclRules,
  builtInNames,
  builtInUsers,
  credentialsOf,
  type RedisUser,
  trialUser,
} from "./users/users.ts";
import { portKinds, portName, type RedisDatabasePorts } from "./wire/ports.ts";

/**
 * One database: a real Redis server and the endpoints in front of it. Calls must not be
 * concurrent: the owner serializes them.
 */
export class RedisDatabase {
  readonly ports: RedisDatabasePorts;
  readonly #context: CloudContext;
  readonly #admin: RedisConnection;
  readonly #server: ManagedProcess;
  readonly #stopLimiting: () => void;
  #settings: RedisSettings;
  #endpoint: RestEndpoint | undefined;

  private constructor(
    context: CloudContext,
    ports: RedisDatabasePorts,
    settings: RedisSettings,
    server: ManagedProcess,
  ) {
    const log = context.log.child({ database: settings.id });
    this.ports = ports;
    this.#context = context;
    this.#server = server;
    this.#settings = settings;
    const admin = { username: builtInNames.admin, password: settings.adminPassword };
    this.#admin = openConnection({ port: ports.server, credentials: admin, log });
    this.#stopLimiting = limitScripts(this.#admin, log);
  }

  /** Starts the server with its existing data, then the endpoint. */
  static async start(
    context: CloudContext,
    settings: RedisSettings,
    accounts: Accounts,
    endpoints: RestEndpoints,
  ): Promise<RedisDatabase> {
    const claim = (kind: keyof RedisDatabasePorts) =>
      context.ports.claim(portName(settings.id, kind));
    const ports = {
      redis: await claim("redis"),
      rest: await claim("rest"),
      server: await claim("server"),
    };
    const server = await startServer(context, settings, ports.server);
    const database = new RedisDatabase(context, ports, settings, server);
    try {
      await database.#open(accounts, endpoints);
      return database;
    } catch (thrown) {
      await database.stop();
      throw thrown;
    }
  }

  /**
   * Changes memory, eviction, limits and built-in passwords of the running server. Only clients
   * that use old passwords are disconnected, or all of them when TLS is turned on.
   */
  async apply(settings: RedisSettings): Promise<void> {
    const previous = this.#settings;
    this.#settings = settings;
    // First, so that no stream logs in again with a password that Redis no longer accepts.
    await this.#endpoint?.tell({ kind: "keepOnly", credentials: credentials(settings) });
    await this.#endpoint?.tell({ kind: "limits", limits: limitsOf(settings) });
    await writeFiles(this.#context, settings, this.ports.server);
    for (const [name, value] of liveSettings(settings))
      await this.#admin.send(["CONFIG", "SET", name, value]);
    const known = new Map(
      [...builtInUsers(previous), ...previous.users].map((user) => [user.username, user]),
    );
    const wanted = [...builtInUsers(settings), ...settings.users];
    for (const user of wanted) await this.#applyUser(user, known.get(user.username));
    const gone = [...known.keys()].filter(
      (username) => !wanted.some((user) => user.username === username),
    );
    if (gone.length > 0) await this.#admin.send(["ACL", "DELUSER", ...gone]);
    await this.#endpoint?.tell({ kind: "replace", credentials: credentials(settings) });
    if (settings.tls !== previous.tls) await this.#listen();
  }

  /** Throws INPUT_INVALID with Redis' message when a rule is invalid. Changes nothing. */
  async checkUser(user: RedisUser): Promise<void> {
    try {
      await this.#admin.send([
        "ACL",
        "SETUSER",
        trialUser,
        ...aclRules({ ...user, username: trialUser, enabled: false }),
      ]);
    } catch (cause) {
      if (cause instanceof ErrorReply)
        throw new SeaworthyError("INPUT_INVALID", cause.message, { cause });
      throw cause;
    } finally {
      await this.#admin.send(["ACL", "DELUSER", trialUser]);
    }
  }

  /** `INFO everything`, by field. */
  async info(): Promise<Readonly<Record<string, string>>> {
    return parseInfo(String(await this.#admin.send(["INFO", "everything"])));
  }

  /** Stops both; data is kept. */
  async stop(): Promise<void> {
    this.#stopLimiting();
    await this.#endpoint?.tell({ kind: "close" });
    this.#admin.close();
    await this.#server.stop();
  }

  async #open(accounts: Accounts, endpoints: RestEndpoints): Promise<void> {
    const acl = aclRunner({
      accounts,
      admin: this.#admin,
      passwordsOf: (username) => passwordsOf(this.#settings, username),
    });
    const settings = {
      ports: this.ports,
      credentials: credentials(this.#settings),
      limits: limitsOf(this.#settings),
      startMs: this.#context.clock.now(),
    };
    this.#endpoint = await endpoints.open(this.#settings.id, settings, acl);
    await this.#listen();
  }

  async #listen(): Promise<void> {
    const directory = directoryOf(this.#context, this.#settings.id);
    const certificate = this.#settings.tls
      ? await loadCertificate(directory, this.#context.processes)
      : undefined;
    await this.#endpoint?.tell({ kind: "listen", certificate });
  }

  async #applyUser(user: RedisUser, known: RedisUser | undefined): Promise<void> {
    if (isDeepStrictEqual(user, known)) return;
    await this.#admin.send(["ACL", "SETUSER", user.username, ...aclRules(user)]);
    const revoked =
      known &&
      (!user.enabled || known.passwords.some((password) => !user.passwords.includes(password)));
    // Redis keeps connections that logged in with a replaced password.
    if (revoked) await this.#admin.send(["CLIENT", "KILL", "USER", user.username]);
  }
}

/** Deletes the data, logs and ports of a stopped database. Idempotent. */
export async function removeDatabaseFiles(context: CloudContext, id: string): Promise<void> {
  await rm(directoryOf(context, id), { recursive: true, force: true });
  const logs = join(context.directory, "logs");
  const files = await readdir(logs);
  await Promise.all(
    files
      .filter((file) => file.startsWith(`${processName(id)}.`))
      .map((file) => rm(join(logs, file), { force: true })),
  );
  for (const kind of portKinds) context.ports.release(portName(id, kind));
}

/** All users except the local cloud itself. */
function usersOf(settings: RedisSettings): readonly RedisUser[] {
  const builtIn = builtInUsers(settings).filter((user) => user.username !== builtInNames.admin);
  return [...builtIn, ...settings.users];
}

function credentials(settings: RedisSettings) {
  return credentialsOf(usersOf(settings));
}

function limitsOf({ maxRequestBytes, maxClients }: RedisSettings) {
  return { maxRequestBytes, maxClients };
}

function passwordsOf(settings: RedisSettings, username: string): readonly string[] {
  return usersOf(settings).find((user) => user.username === username)?.passwords ?? [];
}

async function startServer(
  context: CloudContext,
  settings: RedisSettings,
  port: number,
): Promise<ManagedProcess> {
  const configuration = await writeFiles(context, settings, port);
  return context.processes.start({
    name: processName(settings.id),
    command: (await requireService("redis")).program,
    args: [configuration],
    workingDirectory: directoryOf(context, settings.id),
    ready: () => answers(settings, port),
  });
}

/** True when the server accepts the local cloud's login, which it does once its data is loaded. */
async function answers(settings: RedisSettings, port: number): Promise<boolean> {
  const user = { username: builtInNames.admin, password: settings.adminPassword };
  const connection = openConnection({ port, credentials: user, log: silentLogger });
  try {
    return String(await connection.send(["PING"])) === "PONG";
  } finally {
    connection.close();
  }
}

async function writeFiles(
  context: CloudContext,
  settings: RedisSettings,
  port: number,
): Promise<string> {
  const directory = directoryOf(context, settings.id);
  const files = {
    configuration: join(directory, "redis.conf"),
    users: join(directory, "users.acl"),
  };
  await context.processes.makeDirectory(directory);
  await context.processes.writeFile(files.users, aclFile(settings));
  await context.processes.writeFile(
    files.configuration,
    serverConfiguration(settings, { directory, port, aclFile: files.users }),
  );
  return files.configuration;
}

function directoryOf(context: CloudContext, id: string): string {
  return join(context.dataDirectory, processName(id));
}

function processName(id: string): string {
  return `redis-${id}`;
}
