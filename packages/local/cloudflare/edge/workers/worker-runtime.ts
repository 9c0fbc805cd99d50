import { rmSync } from "node:fs";
import { messageOf, SeaworthyError } from "@seaworthy/core/errors";
import { Miniflare, NoOpLog, type WorkerOptions } from "miniflare";
import { type Dispatcher, Pool } from "undici";
import { type Hyperdrives, openHyperdrives } from "../../hyperdrive/index.ts";
import type { QueueBatch } from "../queues/batch.ts";
import type { QueueSender } from "../queues/message.ts";
import type { DeliveryOutcome } from "../queues/outcome.ts";
import { producerOptions } from "../queues/producer-binding.ts";
import type { WorkerState } from "../state.ts";
import { tailName, tailOptions } from "../tails/tail-service.ts";
import type { TracedCall } from "../tails/traced-call.ts";
import { controlOptions, runQueue, runScheduled } from "./control.ts";
import { socketFileConnector } from "./patient-socket.ts";
import { socketFile, workerOptions } from "./runtime-options.ts";
import { reasonOf } from "./startup-error.ts";
import type { WorkerLogEntry } from "./worker-log.ts";
import type { Launch, Launcher } from "./workerd-launcher.ts";

/** One workerd process that serves the versions of one deployment. */
export interface WorkerRuntime {
  /** Sends a request to the version on a keep-alive connection. */
  dispatch(
    versionId: string,
    request: Dispatcher.DispatchOptions,
    handler: Dispatcher.DispatchHandler,
  ): void;
  /** The socket file on which that version listens. */
  socketPath(versionId: string): string;
  /** Runs the version's scheduled handler. True when it succeeded. */
  runScheduled(versionId: string, cron: string, timeMs: number): Promise<boolean>;
  /**
   * Delivers messages to the version's queue handler. Rejects when the runtime ends before it has
   * finished.
   */
  runQueue(versionId: string, batch: QueueBatch): Promise<DeliveryOutcome>;
  /** Marks a request as running; call the returned function when it has finished. */
  enter(): () => void;
  /** Resolves when no request is running. */
  idle(): Promise<void>;
  close(): Promise<void>;
}

export interface RuntimeOptions {
  readonly worker: WorkerState;
  /** Unique among running processes: names the pid file. */
  readonly name: string;
  /** Durable Objects are stored under `<persistDirectory>/do/<namespace id>`. */
  readonly persistDirectory: string;
  readonly launcher: Launcher;
  readonly queues: QueueSender;
  readonly log: (entry: WorkerLogEntry) => void;
  /** Given for a Worker with a tail: called after each call of a handler. */
  readonly onCall?: (versionId: string, call: TracedCall) => void;
  /** Called after workerd crashed and was restarted. */
  readonly onRestart?: () => void;
}

/**
 * Miniflare exits the whole process immediately on a termination signal. The local cloud has to
 * close databases first, and ends workerd itself.
 */
function withoutSignalHandlers<T>(create: () => T): T {
  const signals = ["SIGTERM", "SIGINT"] as const;
  const before = signals.map((signal) => process.listeners(signal));
  const created = create();
  for (const [index, signal] of signals.entries()) {
    for (const listener of process.listeners(signal))
      if (!before[index]?.includes(listener)) process.off(signal, listener);
  }
  return created;
}

/**
 * Starts workerd with every version of the deployment. Throws PROCESS_FAILED with the runtime's
 * reason when it does not load.
 */
export async function startRuntime(options: RuntimeOptions): Promise<WorkerRuntime> {
  const launch = options.launcher.launch(options.name);
  const startup = listenToStartup(options.log);
  const hyperdrives = openHyperdrives();
  const configuration = await miniflareOptions(
    { ...options, log: startup.log },
    launch,
    hyperdrives,
  );
  const miniflare = withoutSignalHandlers(() => new Miniflare(configuration));
  try {
    await miniflare.ready;
    requireClasses(startup.end());
    return runtimeOf(miniflare, socketPaths(options.worker, launch), launch, hyperdrives);
  } catch (cause) {
    // If it did not start, disposing of Miniflare fails with the same reason.
    await Promise.allSettled([dispose(miniflare, launch, hyperdrives)]);
    throw new SeaworthyError("PROCESS_FAILED", reasonOf(messageOf(cause)), { cause });
  }
}

/** Forwards the runtime's messages and collects them until it has started. */
function listenToStartup(log: RuntimeOptions["log"]): {
  log: RuntimeOptions["log"];
  end(): readonly string[];
} {
  const said: string[] = [];
  let starting = true;
  return {
    log: (entry) => {
      if (starting) said.push(entry.message);
      log(entry);
    },
    end: () => {
      starting = false;
      return said;
    },
  };
}

/**
 * workerd only warns about a Durable Object class that the code does not export; Cloudflare rejects
 * the upload.
 */
function requireClasses(said: readonly string[]): void {
  const missing = said.find((message) =>
    message.includes("no such Durable Object class is exported"),
  );
  if (missing) throw new SeaworthyError("INPUT_INVALID", missing);
}

async function miniflareOptions(options: RuntimeOptions, launch: Launch, hyperdrives: Hyperdrives) {
  const paths = socketPaths(options.worker, launch);
  const byShare = [...options.worker.versions].sort((a, b) => b.percentage - a.percentage);
  const host = byShare[0]?.version.id;
  return {
    host: "127.0.0.1",
    port: 0,
    // Otherwise miniflare downloads a sample of request.cf; ours comes with every request.
    cf: false,
    telemetry: { enabled: false },
    logRequests: false,
    log: new NoOpLog(),
    structuredWorkerdLogs: true,
    handleStructuredLogs: options.log,
    defaultPersistRoot: options.persistDirectory,
    unsafeRuntimeEnv: { ...launch.variables },
    unsafeHandleRuntimeRestart: () => options.onRestart?.(),
    workers: [
      ...(await Promise.all(
        byShare.map(({ version }) =>
          workerOptions({
            version,
            namespaces: options.worker.namespaces,
            objectHost: version.id === host ? undefined : host,
            hyperdrives,
            socketPath: paths.get(version.id) ?? "",
            tails: options.onCall ? [tailName(version.id)] : [],
          }),
        ),
      )),
      controlOptions([...paths.keys()], controlPath(launch)),
      ...tailServices(options),
      ...(hasProducer(options.worker) ? [producerOptions(options.queues)] : []),
    ],
  };
}

function tailServices({ worker, onCall }: RuntimeOptions): WorkerOptions[] {
  return onCall ? worker.versions.map(({ version }) => tailOptions(version.id, onCall)) : [];
}

function hasProducer({ versions }: WorkerState): boolean {
  return versions.some(({ version }) => version.bindings.some(({ kind }) => kind === "queue"));
}

/** Each version's socket file, by its id. */
function socketPaths({ versions }: WorkerState, launch: Launch): ReadonlyMap<string, string> {
  return new Map(versions.map(({ version }, index) => [version.id, launch.socketPath(`${index}`)]));
}

const controlPath = (launch: Launch) => launch.socketPath("ctl");

function runtimeOf(
  miniflare: Miniflare,
  paths: ReadonlyMap<string, string>,
  launch: Launch,
  hyperdrives: Hyperdrives,
): WorkerRuntime {
  const pools = new Map([...paths].map(([versionId, path]) => [versionId, poolOf(path)]));
  const known = <Value>(found: Value | undefined, versionId: string): Value => {
    if (found !== undefined) return found;
    const text = `Version ${versionId} is not part of this deployment.`;
    throw new SeaworthyError("PROCESS_FAILED", text);
  };
  return {
    dispatch: (versionId, request, handler) =>
      void known(pools.get(versionId), versionId).dispatch(request, handler),
    socketPath: (versionId) => socketFile(known(paths.get(versionId), versionId)),
    runScheduled: (versionId, cron, timeMs) =>
      runScheduled(socketFile(controlPath(launch)), { version: versionId, cron, timeMs }),
    runQueue: (version, batch) => runQueue(socketFile(controlPath(launch)), { version, ...batch }),
    ...countRunning(),
    close: async () => {
      await Promise.all([...pools.values()].map((pool) => pool.destroy()));
      await dispose(miniflare, launch, hyperdrives);
    },
  };
}

function poolOf(path: string): Pool {
  return new Pool("http://workerd", {
    ...poolOptions,
    connect: socketFileConnector(socketFile(path)),
  });
}

const poolOptions: Pool.Options = {
  // More concurrent requests wait for a connection.
  connections: 1_024,
  pipelining: 1,
  // workerd closes connections after 5 s idle; ours must close first, or a request may be sent on a
  // closing one.
  keepAliveTimeout: 4_000,
  keepAliveMaxTimeout: 4_000,
  // Cloudflare waits this long for the first byte (error 524), and without limit for the rest.
  headersTimeout: 120_000,
  bodyTimeout: 0,
};

function countRunning(): Pick<WorkerRuntime, "enter" | "idle"> {
  let running = 0;
  let waiting: (() => void)[] = [];
  const leave = () => {
    running--;
    if (running > 0) return;
    for (const wake of waiting) wake();
    waiting = [];
  };
  return {
    enter: () => {
      running++;
      let left = false;
      return () => {
        if (!left) leave();
        left = true;
      };
    },
    idle: () =>
      running === 0 ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve)),
  };
}

async function dispose(
  miniflare: Miniflare,
  launch: Launch,
  hyperdrives: Hyperdrives,
): Promise<void> {
  try {
    await miniflare.dispose();
  } finally {
    await hyperdrives.close();
    rmSync(launch.pidFile, { force: true });
    launch.removeSockets();
  }
}
