import { type ChildProcess, execFile, spawn } from "node:child_process";
import { chmodSync, chownSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import { messageOf, SeaworthyError } from "@seaworthy/core/errors";
import { closeLog, openLog, rotateLog } from "./log-file.ts";
import type { Logger } from "./logger.ts";
import { endProcess, type PidFile } from "./orphaned-processes.ts";
import { identify, isRunning, type ProcessIdentity } from "./process-identity.ts";
import { type ServerUser, serverUser } from "./server-user.ts";

/** A server that the local cloud runs as a child, in the foreground, without privileges. */
export interface ProcessSpec {
  /** Unique, used for its log and its pid file: `postgres-<ref>`, `redis-<id>`. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly workingDirectory?: string;
  /** How it is asked to end; SIGKILL follows after `stopTimeoutMs`. Default SIGTERM, 10 000 ms. */
  readonly stopSignal?: NodeJS.Signals;
  readonly stopTimeoutMs?: number;
  /**
   * Polled every 25 ms until it resolves true; the process has failed when `readyTimeoutMs`
   * (default 30 000) pass first.
   */
  ready(): Promise<boolean>;
  readonly readyTimeoutMs?: number;
  /** Called when it ended unasked and was started again (backoff 100 ms to 5 s). */
  onRestart?(): void;
}

export interface ManagedProcess {
  readonly pid: number;
  readonly name: string;
  /** Sends a signal to the running process, e.g. SIGHUP to reload. */
  signal(signal: NodeJS.Signals): void;
  /** Ends it for good. Resolves when it is gone. */
  stop(): Promise<void>;
}

export interface ProcessTable {
  /** The user that servers run as: undefined when the local cloud itself is unprivileged. */
  readonly user: { readonly uid: number; readonly gid: number } | undefined;
  /**
   * Starts and supervises; resolves when ready. A leftover of the same name from a killed cloud is
   * ended first.
   */
  start(spec: ProcessSpec): Promise<ManagedProcess>;
  /**
   * Runs to the end, as the servers' user; throws PROCESS_FAILED with the last lines of its output.
   * For initdb and the like.
   */
  run(
    command: string,
    args: readonly string[],
    options?: { environment?: Record<string, string>; timeoutMs?: number },
  ): Promise<string>;
  /** Creates the folder, owned by the servers' user, mode 0700. */
  makeDirectory(path: string): Promise<void>;
  /** Writes the file atomically, owned by the servers' user, mode 0600. */
  writeFile(path: string, text: string): Promise<void>;
  running(): readonly { name: string; pid: number; restarts: number }[];
  stopAll(): Promise<void>;
}

export interface ProcessTableOptions {
  /** Where `<name>.json` (pid and start time) is kept, to find orphaned processes. */
  readonly runDirectory: string;
  /** Where `<name>.log` and its rotated predecessors are kept. */
  readonly logDirectory: string;
  readonly log: Logger;
}

const rotateEveryMs = 30_000;
const probeTimeoutMs = 5_000;
const backoffMs = { first: 100, longest: 5_000 };

export function createProcessTable(options: ProcessTableOptions): ProcessTable {
  const user = serverUser();
  const servers = new Map<string, SupervisedServer>();
  let closed = false;
  const rotation = setInterval(() => {
    for (const name of servers.keys()) rotateLog(logPath(options, name));
  }, rotateEveryMs);
  rotation.unref();
  return {
    user,
    start: async (spec) => {
      if (closed)
        throw new SeaworthyError(
          "PROCESS_FAILED",
          `${spec.name} was not started: the local cloud is stopping.`,
          { retryable: true },
        );
      await servers.get(spec.name)?.stop();
      const server = new SupervisedServer(spec, options, user, () => servers.delete(spec.name));
      servers.set(spec.name, server);
      await server.start();
      return server;
    },
    run: (command, args, runOptions) => runToEnd(command, args, user, runOptions),
    makeDirectory: async (path) => {
      mkdirSync(path, { recursive: true });
      own(path, 0o700, user);
    },
    writeFile: async (path, text) => {
      const draft = `${path}.draft`;
      writeFileSync(draft, text, { mode: 0o600 });
      own(draft, 0o600, user);
      renameSync(draft, path);
    },
    running: () =>
      [...servers.values()].map(({ name, pid, restarts }) => ({ name, pid, restarts })),
    stopAll: async () => {
      closed = true;
      clearInterval(rotation);
      await Promise.all([...servers.values()].map((server) => server.stop()));
    },
  };
}

/** One server: started, watched, started again when it ends unasked, until `stop`. */
class SupervisedServer implements ManagedProcess {
  readonly name: string;
  restarts = 0;
  readonly #spec: ProcessSpec;
  readonly #options: ProcessTableOptions;
  readonly #user: ServerUser | undefined;
  readonly #onGone: () => void;
  #identity: ProcessIdentity | undefined;
  #stopping = false;

  constructor(
    spec: ProcessSpec,
    options: ProcessTableOptions,
    user: ServerUser | undefined,
    onGone: () => void,
  ) {
    this.name = spec.name;
    this.#spec = spec;
    this.#options = options;
    this.#user = user;
    this.#onGone = onGone;
  }

  get pid(): number {
    return this.#identity?.pid ?? 0;
  }

  async start(): Promise<void> {
    try {
      this.#launch();
      await this.#becomeReady();
    } catch (thrown) {
      await this.stop();
      throw thrown;
    }
  }

  signal(signal: NodeJS.Signals): void {
    if (this.#identity && isRunning(this.#identity)) process.kill(this.#identity.pid, signal);
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    if (this.#identity)
      await endProcess(
        this.#identity,
        this.#spec.stopSignal ?? "SIGTERM",
        this.#spec.stopTimeoutMs ?? 10_000,
      );
    rmSync(this.#pidFile(), { force: true });
    this.#onGone();
  }

  #launch(): void {
    this.#record();
    const output = openLog(logPath(this.#options, this.name));
    const child = spawn(this.#spec.command, this.#spec.args, {
      stdio: ["ignore", output, output],
      env: { PATH: process.env.PATH ?? "", LANG: "C.UTF-8", ...this.#spec.environment },
      ...(this.#spec.workingDirectory === undefined ? {} : { cwd: this.#spec.workingDirectory }),
      ...this.#user,
    });
    closeLog(output);
    child.once("error", (cause) =>
      this.#options.log.error("process.spawn_failed", { name: this.name, cause }),
    );
    this.#identity = child.pid === undefined ? undefined : identify(child.pid);
    if (this.#identity) this.#record(this.#identity);
    child.once("exit", (code, signal) => void this.#onExit(child, code, signal));
  }

  /**
   * First without a pid, which is known only after the start: a cloud that is killed in between
   * leaves no server that nobody knows.
   */
  #record(identity?: ProcessIdentity): void {
    const record: PidFile = {
      ...identity,
      name: this.name,
      stopSignal: this.#spec.stopSignal ?? "SIGTERM",
      stopTimeoutMs: this.#spec.stopTimeoutMs ?? 10_000,
      logFile: logPath(this.#options, this.name),
    };
    const draft = `${this.#pidFile()}.draft`;
    writeFileSync(draft, JSON.stringify(record), { mode: 0o600 });
    renameSync(draft, this.#pidFile());
  }

  async #onExit(
    child: ChildProcess,
    code: number | null,
    signal: NodeJS.Signals | null,
  ): Promise<void> {
    if (this.#stopping || child.pid !== this.#identity?.pid) return;
    this.restarts++;
    this.#options.log.warn("process.ended_unasked", {
      name: this.name,
      code,
      signal,
      restarts: this.restarts,
    });
    await delay(
      Math.min(backoffMs.longest, backoffMs.first * 2 ** Math.min(this.restarts - 1, 10)),
    );
    if (this.#stopping) return;
    this.#launch();
    try {
      await this.#becomeReady();
      this.#spec.onRestart?.();
    } catch (cause) {
      this.#options.log.error("process.restart_failed", { name: this.name, cause });
    }
  }

  async #becomeReady(): Promise<void> {
    const deadline = Date.now() + (this.#spec.readyTimeoutMs ?? 30_000);
    while (!this.#stopping) {
      if (!this.#identity || !isRunning(this.#identity))
        throw this.#failed("ended before it was ready");
      if (await isReady(this.#spec)) return;
      if (Date.now() > deadline) throw this.#failed("did not become ready in time");
      await delay(25);
    }
  }

  #failed(what: string): SeaworthyError {
    return new SeaworthyError(
      "PROCESS_FAILED",
      `${this.name} ${what}. See its log: seaworthy logs local ${this.name}`,
      {
        retryable: true,
      },
    );
  }

  #pidFile(): string {
    return join(this.#options.runDirectory, `${this.name}.json`);
  }
}

/**
 * A probe that hangs counts as a no: a client may wait for ever on a server that hangs up during
 * its login.
 */
async function isReady(spec: ProcessSpec): Promise<boolean> {
  const timeout = new AbortController();
  const late = delay(probeTimeoutMs, false, { signal: timeout.signal }).catch(() => false);
  try {
    return await Promise.race([spec.ready().catch(() => false), late]);
  } finally {
    timeout.abort();
  }
}

async function runToEnd(
  command: string,
  args: readonly string[],
  user: ServerUser | undefined,
  options: { environment?: Record<string, string>; timeoutMs?: number } = {},
): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)(command, [...args], {
      env: { PATH: process.env.PATH ?? "", LANG: "C.UTF-8", ...options.environment },
      timeout: options.timeoutMs ?? 120_000,
      cwd: "/",
      ...user,
    });
    return stdout;
  } catch (cause) {
    const output =
      cause instanceof Error && "stderr" in cause
        ? String(cause.stderr).trim().split("\n").slice(-5).join("\n")
        : "";
    throw new SeaworthyError("PROCESS_FAILED", `${command} failed: ${output || messageOf(cause)}`, {
      cause,
    });
  }
}

function own(path: string, mode: number, user: ServerUser | undefined): void {
  if (user) chownSync(path, user.uid, user.gid);
  chmodSync(path, mode);
}

function logPath(options: ProcessTableOptions, name: string): string {
  return join(options.logDirectory, `${name}.log`);
}
