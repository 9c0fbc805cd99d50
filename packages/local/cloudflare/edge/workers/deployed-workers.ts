import { createHash, randomBytes } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { messageOf, SeaworthyError } from "@seaworthy/core/errors";
import type { Logger } from "../../../kernel/logger.ts";
import type { QueueBatch } from "../queues/batch.ts";
import type { QueueSender } from "../queues/message.ts";
import type { DeliveryOutcome } from "../queues/outcome.ts";
import type { VersionState, WorkerState } from "../state.ts";
import type { Tails } from "../tails/tails.ts";
import { chooseVersion, type VersionWishes } from "./version-choice.ts";
import { openWorkerLog, type WorkerLogEntry } from "./worker-log.ts";
import { startRuntime, type WorkerRuntime } from "./worker-runtime.ts";
import { installLauncher, type Launcher } from "./workerd-launcher.ts";
import { openSocketFolder, type SocketFolder } from "./workerd-sockets.ts";

/**
 * Grace for running requests of a replaced deployment; Cloudflare also ends them after 30 seconds.
 */
const drainMs = 30_000;
/**
 * `waitUntil` work continues after the last response and cannot be observed, so a replaced runtime
 * stays this long.
 */
const afterworkMs = 5_000;
/** An uploaded version that is not deployed stays loaded this long. */
const preparedMs = 60_000;

export interface DeployedWorkersOptions {
  readonly runDirectory: string;
  /** The servers' own folder, where workerd listens. */
  readonly dataDirectory: string;
  readonly logDirectory: string;
  readonly persistDirectory: string;
  readonly log: Logger;
  readonly queues: QueueSender;
  /** A Worker with a tail runs in a process that reports its calls. */
  readonly tails: Pick<Tails, "isTailed" | "publish">;
  /** Called when a runtime serves no more new requests. */
  readonly onReplaced: (runtime: WorkerRuntime) => void;
}

/** The Worker version that responds to a request, and where it runs. */
export interface DeployedVersion {
  readonly runtime: WorkerRuntime;
  readonly version: VersionState;
}

/** A running deployment. Two with the same key may share a process. */
interface Running {
  readonly key: string;
  readonly runtime: WorkerRuntime;
  readonly worker: WorkerState;
}

/**
 * The workerd processes: one per deployed Worker, plus those that were just replaced or may soon
 * replace one.
 */
export class DeployedWorkers {
  readonly #options: DeployedWorkersOptions;
  readonly #sockets: SocketFolder;
  readonly #launcher: Launcher;
  readonly #writeLog: (worker: string, entry: WorkerLogEntry) => void;
  readonly #active = new Map<string, Running>();
  readonly #prepared = new Map<string, Running>();
  readonly #draining = new Set<WorkerRuntime>();
  readonly #failures = new Map<string, string>();
  #closed = false;

  constructor(options: DeployedWorkersOptions) {
    this.#options = options;
    this.#sockets = openSocketFolder(options.dataDirectory);
    this.#launcher = installLauncher({
      runDirectory: options.runDirectory,
      storage: options.persistDirectory,
      sockets: this.#sockets,
    });
    this.#writeLog = openWorkerLog(`${options.logDirectory}/worker.log`);
  }

  /**
   * Starts new deployments, switches when they are ready, then drains the replaced ones. Throws
   * when a Worker does not load; the others are applied.
   */
  async apply(workers: readonly WorkerState[]): Promise<void> {
    const wanted = new Set(workers.map(({ name }) => name));
    for (const [name, running] of this.#active) if (!wanted.has(name)) this.#remove(name, running);
    const results = await Promise.allSettled(workers.map((worker) => this.#applyOne(worker)));
    const failed = results.find((result) => result.status === "rejected");
    if (failed) throw failed.reason;
  }

  /**
   * Loads a deployment in workerd without serving it: verifies that it starts, and makes switching
   * fast.
   */
  async prepare(worker: WorkerState): Promise<void> {
    const candidate = await this.#start(worker);
    const replaced = this.#prepared.get(worker.name);
    this.#prepared.set(worker.name, candidate);
    void this.#dropUnused(worker.name, candidate);
    await replaced?.runtime.close();
  }

  /** Which version responds to a request; undefined when the Worker has no running deployment. */
  versionFor(name: string, wishes: VersionWishes): DeployedVersion | undefined {
    const running = this.#active.get(name);
    const version = running && chooseVersion(running.worker, wishes);
    return version && { runtime: running.runtime, version };
  }

  /** Calls the queue handler of a Worker. Undefined when it has no running deployment. */
  async runQueue(script: string, batch: QueueBatch): Promise<DeliveryOutcome | undefined> {
    const found = this.versionFor(script, {});
    if (!found) return undefined;
    const leave = found.runtime.enter();
    try {
      return await found.runtime.runQueue(found.version.id, batch);
    } finally {
      leave();
    }
  }

  /** Why deployed Workers do not run, by name. */
  failures(): Readonly<Record<string, string>> {
    return Object.fromEntries(this.#failures);
  }

  async close(): Promise<void> {
    this.#closed = true;
    const running = [...this.#active.values(), ...this.#prepared.values()].map(
      ({ runtime }) => runtime,
    );
    const all = [...running, ...this.#draining];
    for (const part of [this.#active, this.#prepared, this.#draining]) part.clear();
    await Promise.all(all.map((runtime) => runtime.close()));
    this.#sockets.remove();
  }

  async #applyOne(worker: WorkerState): Promise<void> {
    const current = this.#active.get(worker.name);
    if (current?.key === this.#keyOf(worker)) {
      this.#active.set(worker.name, { ...current, worker });
      return;
    }
    try {
      this.#active.set(worker.name, this.#takePrepared(worker) ?? (await this.#start(worker)));
      this.#failures.delete(worker.name);
    } catch (thrown) {
      this.#failures.set(worker.name, messageOf(thrown));
      throw thrown;
    }
    if (current) this.#retire(current);
  }

  async #start(worker: WorkerState): Promise<Running> {
    const { log, persistDirectory, tails } = this.#options;
    const key = this.#keyOf(worker);
    const runtime = await startRuntime({
      worker,
      name: `workerd-${worker.name}-${randomBytes(4).toString("hex")}`,
      persistDirectory,
      launcher: this.#launcher,
      queues: this.#options.queues,
      log: (entry) => this.#writeLog(worker.name, entry),
      ...(tails.isTailed(worker.name)
        ? { onCall: (versionId, call) => tails.publish(worker.name, versionId, call) }
        : {}),
      onRestart: () => log.warn("edge.workerd_restarted", { worker: worker.name }),
    });
    if (this.#closed) {
      await runtime.close();
      throw new SeaworthyError(
        "CLOUD_NOT_RUNNING",
        "The edge was closed while a Worker was starting.",
      );
    }
    return { key, runtime, worker };
  }

  #keyOf(worker: WorkerState): string {
    return runtimeKey(worker, this.#options.tails.isTailed(worker.name));
  }

  #takePrepared(worker: WorkerState): Running | undefined {
    const candidate = this.#prepared.get(worker.name);
    if (candidate?.key !== this.#keyOf(worker)) return undefined;
    this.#prepared.delete(worker.name);
    return { ...candidate, worker };
  }

  async #dropUnused(name: string, candidate: Running): Promise<void> {
    await delay(preparedMs, undefined, { ref: false });
    if (this.#prepared.get(name) !== candidate) return;
    this.#prepared.delete(name);
    await this.#close(candidate.runtime, name);
  }

  #remove(name: string, running: Running): void {
    this.#active.delete(name);
    this.#failures.delete(name);
    this.#retire(running);
  }

  #retire({ runtime, worker }: Running): void {
    this.#draining.add(runtime);
    this.#options.onReplaced(runtime);
    void this.#drain(runtime).then(() =>
      this.#draining.delete(runtime) ? this.#close(runtime, worker.name) : undefined,
    );
  }

  async #drain(runtime: WorkerRuntime): Promise<void> {
    await Promise.race([runtime.idle(), delay(drainMs, undefined, { ref: false })]);
    await delay(afterworkMs, undefined, { ref: false });
  }

  async #close(runtime: WorkerRuntime, worker: string): Promise<void> {
    await runtime
      .close()
      .catch((cause) => this.#options.log.error("edge.runtime_not_closed", { worker, cause }));
  }
}

/** Everything that requires a new process; percentages and crons do not. */
function runtimeKey(worker: WorkerState, isTailed: boolean): string {
  const versions = [...worker.versions]
    .map(({ version }) => version)
    .sort((a, b) => a.id.localeCompare(b.id));
  return createHash("sha256")
    .update(JSON.stringify([worker.name, versions, worker.namespaces, isTailed]))
    .digest("hex");
}
