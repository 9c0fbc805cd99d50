import { createHash, randomBytes } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import type { Logger } from "../../kernel/logger.ts";
import type { VersionState, WorkerState } from "./state.ts";
import { chooseVersion, type VersionWishes } from "./version-choice.ts";
import { openWorkerLog } from "./worker-log.ts";
import { startRuntime, type WorkerRuntime } from "./worker-runtime.ts";
import { installLauncher } from "./workerd-launcher.ts";

/** Running requests of a replaced deployment get this long; Cloudflare ends them after 30 seconds too. */
const drainMs = 30_000;
/** `waitUntil` work goes on after the last response; it cannot be seen from outside, so a replaced runtime stays this long. */
const afterworkMs = 5_000;

export interface FleetOptions {
  readonly runDirectory: string;
  readonly logDirectory: string;
  readonly persistDirectory: string;
  readonly log: Logger;
}

export interface Serving {
  readonly runtime: WorkerRuntime;
  readonly version: VersionState;
}

export interface Fleet {
  /** Starts what is new, switches to it when it is ready, then drains what it replaces. Throws when a Worker does not load; the others are applied. */
  apply(workers: readonly WorkerState[]): Promise<void>;
  /** Loads a deployment in workerd without serving it: proves that it starts, and makes switching to it quick. */
  prepare(worker: WorkerState): Promise<void>;
  /** Which version answers this request; undefined when the Worker has no deployment that runs. */
  serving(name: string, wishes: VersionWishes): Serving | undefined;
  onReplaced(listener: (runtime: WorkerRuntime) => void): void;
  /** Why a deployed Worker does not run, by name. */
  failures(): Readonly<Record<string, string>>;
  close(): Promise<void>;
}

interface Active {
  readonly key: string;
  readonly runtime: WorkerRuntime;
  readonly worker: WorkerState;
}

export function createFleet(options: FleetOptions): Fleet {
  const launcher = installLauncher(options.runDirectory);
  const writeLog = openWorkerLog(`${options.logDirectory}/worker.log`);
  const active = new Map<string, Active>();
  const prepared = new Map<string, Active>();
  const failures = new Map<string, string>();
  const draining = new Set<WorkerRuntime>();
  const replacedListeners: ((runtime: WorkerRuntime) => void)[] = [];

  const start = async (worker: WorkerState): Promise<Active> => {
    const runtime = await startRuntime({
      worker,
      name: `workerd-${worker.name}-${randomBytes(4).toString("hex")}`,
      persistDirectory: options.persistDirectory,
      launcher,
      log: (entry) => writeLog(worker.name, entry),
      onRestart: () => options.log.warn("edge.workerd_restarted", { worker: worker.name }),
    });
    return { key: runtimeKey(worker), runtime, worker };
  };

  const retire = async (runtime: WorkerRuntime): Promise<void> => {
    draining.add(runtime);
    for (const listener of replacedListeners) listener(runtime);
    const over = new AbortController();
    await Promise.race([runtime.idle(), delay(drainMs, undefined, { ref: false, signal: over.signal })]);
    over.abort();
    await delay(afterworkMs, undefined, { ref: false });
    if (draining.delete(runtime)) await runtime.close();
  };

  const takePrepared = (worker: WorkerState): Active | undefined => {
    const candidate = prepared.get(worker.name);
    if (candidate?.key !== runtimeKey(worker)) return undefined;
    prepared.delete(worker.name);
    return { ...candidate, worker };
  };

  const applyOne = async (worker: WorkerState): Promise<void> => {
    const current = active.get(worker.name);
    if (current?.key === runtimeKey(worker)) {
      active.set(worker.name, { ...current, worker });
      return;
    }
    active.set(worker.name, takePrepared(worker) ?? (await start(worker)));
    failures.delete(worker.name);
    if (current) void retire(current.runtime).catch((cause) => options.log.error("edge.retire_failed", { worker: worker.name, cause }));
  };

  const removeOthers = (workers: readonly WorkerState[]) => {
    const wanted = new Set(workers.map(({ name }) => name));
    const gone = [...active].filter(([name]) => !wanted.has(name));
    for (const [name, { runtime }] of gone) {
      active.delete(name);
      failures.delete(name);
      void retire(runtime).catch((cause) => options.log.error("edge.retire_failed", { worker: name, cause }));
    }
  };

  return {
    apply: async (workers) => {
      removeOthers(workers);
      const results = await Promise.allSettled(workers.map(applyOne));
      const failed = results.flatMap((result, index) =>
        result.status === "rejected" ? [{ name: workers[index]?.name ?? "", reason: result.reason }] : [],
      );
      for (const { name, reason } of failed) failures.set(name, String(reason));
      if (failed[0]) throw failed[0].reason;
    },
    prepare: async (worker) => {
      const candidate = await start(worker);
      const replaced = prepared.get(worker.name);
      prepared.set(worker.name, candidate);
      await replaced?.runtime.close();
    },
    serving: (name, wishes) => {
      const found = active.get(name);
      const version = found && chooseVersion(found.worker, wishes);
      return version && found ? { runtime: found.runtime, version } : undefined;
    },
    onReplaced: (listener) => void replacedListeners.push(listener),
    failures: () => Object.fromEntries(failures),
    close: async () => {
      const runtimes = [...[...active.values(), ...prepared.values()].map(({ runtime }) => runtime), ...draining];
      active.clear();
      prepared.clear();
      draining.clear();
      await Promise.all(runtimes.map((runtime) => runtime.close()));
    },
  };
}

/** Two deployments with the same key run in the same process: percentages and crons alone may differ. */
function runtimeKey(worker: WorkerState): string {
  const versions = [...worker.versions].map(({ version }) => version).sort((a, b) => a.id.localeCompare(b.id));
  return createHash("sha256")
    .update(JSON.stringify([worker.name, versions, worker.namespaces]))
    .digest("hex");
}
