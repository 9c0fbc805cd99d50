import { type ChildProcess, spawn } from "node:child_process";
import { renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { defined } from "@seaworthy/core/defined";
import { SeaworthyError } from "@seaworthy/core/errors";
import { childrenOf, identify, isRunning, type ProcessIdentity } from "./identity.ts";
import { closeLog, openLog } from "./log-file.ts";
import { endProcess, type PidFile } from "./orphaned-processes.ts";
import { sendSignal } from "./send-signal.ts";
import type { ServerUser } from "./server-user.ts";
import type { ManagedProcess, ProcessSpec, ProcessTableOptions } from "./table.ts";

const probeTimeoutMs = 5_000;
const backoffMs = { first: 100, longest: 5_000 };

/** One server: started, monitored and restarted when it ends unexpectedly, until `stop`. */
export class SupervisedServer implements ManagedProcess {
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
    if (this.#identity && isRunning(this.#identity)) sendSignal(this.#identity.pid, signal);
  }

  /** Resumed before stopping: a paused server would not end. */
  pause(forMs: number): { resume(): void } {
    const resume = () => {
      clearTimeout(timer);
      this.#signalAll("SIGCONT");
    };
    const timer = setTimeout(resume, forMs);
    this.#signalAll("SIGSTOP");
    return { resume };
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    this.#signalAll("SIGCONT");
    if (this.#identity)
      await endProcess(
        this.#identity,
        this.#spec.stopSignal ?? "SIGTERM",
        this.#spec.stopTimeoutMs ?? 10_000,
      );
    rmSync(this.#pidFile(), { force: true });
    this.#onGone();
  }

  /** PostgreSQL serves each connection from a child process. */
  #signalAll(signal: NodeJS.Signals): void {
    this.signal(signal);
    for (const child of childrenOf(this.pid)) sendSignal(child, signal);
  }

  #launch(): void {
    this.#record();
    const output = openLog(logPath(this.#options, this.name));
    const child = spawn(this.#spec.command, this.#spec.args, {
      stdio: ["ignore", output, output],
      env: { PATH: process.env.PATH ?? "", LANG: "C.UTF-8", ...this.#spec.environment },
      ...defined({ cwd: this.#spec.workingDirectory }),
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
   * Recorded first without a pid, which is known only after the start: a cloud killed in between
   * leaves no unknown server.
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
        throw this.#failed("exited before it was ready");
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
 * A hanging probe counts as not ready: a client may wait forever for a server that hangs during
 * login.
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

/** Where the output of the server is logged. */
export function logPath(options: ProcessTableOptions, name: string): string {
  return join(options.logDirectory, `${name}.log`);
}
