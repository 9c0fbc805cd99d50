import { rmSync } from "node:fs";
import { messageOf, SeaworthyError } from "@seaworthy/core/errors";
import { Miniflare, NoOpLog } from "miniflare";
import { type Dispatcher, Pool } from "undici";
import { type Hyperdrives, openHyperdrives } from "../hyperdrive/index.ts";
import { workerOptions } from "./runtime-options.ts";
import type { WorkerState } from "./state.ts";
import type { WorkerLogEntry } from "./worker-log.ts";
import type { Launcher } from "./workerd-launcher.ts";

/** One workerd process that serves the versions of one deployment. */
export interface WorkerRuntime {
  /** Sends a request to the version, on a connection that is kept alive. */
  dispatch(
    versionId: string,
    request: Dispatcher.DispatchOptions,
    handler: Dispatcher.DispatchHandler,
  ): void;
  /** The port on 127.0.0.1 where that version answers. */
  port(versionId: string): number;
  /** Runs the version's scheduled handler. True when it succeeded. */
  runScheduled(versionId: string, cron: string, timeMs: number): Promise<boolean>;
  /** Marks a request as running; call the returned function when it is over. */
  enter(): () => void;
  /** Resolves when no request is running. */
  idle(): Promise<void>;
  close(): Promise<void>;
}

export interface RuntimeOptions {
  readonly worker: WorkerState;
  /** Unique among running processes: names the pid file. */
  readonly name: string;
  /** Durable Objects are kept under `<persistDirectory>/do/<namespace id>`. */
  readonly persistDirectory: string;
  readonly launcher: Launcher;
  readonly log: (entry: WorkerLogEntry) => void;
  /** Called after workerd crashed and was started again. */
  readonly onRestart?: () => void;
}

/**
 * Miniflare ends the whole process, at once, when a signal asks it to stop. The local cloud has
 * databases to close first, and ends workerd itself.
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
  const { variables, pidFile } = options.launcher.environment(options.name);
  const startup = listenToStartup(options.log);
  const hyperdrives = openHyperdrives();
  const configuration = await miniflareOptions(
    { ...options, log: startup.log },
    variables,
    hyperdrives,
  );
  const miniflare = withoutSignalHandlers(() => new Miniflare(configuration));
  try {
    await miniflare.ready;
    const ports = new Map<string, number>();
    for (const { version } of options.worker.versions)
      ports.set(version.id, Number((await miniflare.unsafeGetDirectURL(version.id)).port));
    requireClasses(startup.end());
    return runtimeOf(miniflare, ports, pidFile, hyperdrives);
  } catch (cause) {
    await dispose(miniflare, pidFile, hyperdrives);
    throw new SeaworthyError("PROCESS_FAILED", reasonOf(messageOf(cause)), { cause });
  }
}

/** Passes the runtime's messages on, and keeps them until it has started. */
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
 * workerd only warns of a Durable Object class that the code does not export; Cloudflare refuses
 * the upload.
 */
function requireClasses(said: readonly string[]): void {
  const missing = said.find((message) =>
    message.includes("no such Durable Object class is exported"),
  );
  if (missing) throw new SeaworthyError("INPUT_INVALID", missing);
}

async function miniflareOptions(
  options: RuntimeOptions,
  variables: Record<string, string>,
  hyperdrives: Hyperdrives,
) {
  const byShare = [...options.worker.versions].sort((a, b) => b.percentage - a.percentage);
  const host = byShare[0]?.version.id;
  return {
    host: "127.0.0.1",
    port: 0,
    // Without this, miniflare downloads a sample of request.cf; ours comes with every request.
    cf: false,
    telemetry: { enabled: false },
    logRequests: false,
    log: new NoOpLog(),
    structuredWorkerdLogs: true,
    handleStructuredLogs: options.log,
    defaultPersistRoot: options.persistDirectory,
    unsafeRuntimeEnv: variables,
    unsafeHandleRuntimeRestart: () => options.onRestart?.(),
    workers: await Promise.all(
      byShare.map(({ version }) =>
        workerOptions(
          version,
          options.worker.namespaces,
          version.id === host ? undefined : host,
          hyperdrives,
        ),
      ),
    ),
  };
}

function runtimeOf(
  miniflare: Miniflare,
  ports: ReadonlyMap<string, number>,
  pidFile: string,
  hyperdrives: Hyperdrives,
): WorkerRuntime {
  const pools = new Map(
    [...ports].map(([versionId, port]) => [
      versionId,
      new Pool(`http://127.0.0.1:${port}`, poolOptions),
    ]),
  );
  const missing = (versionId: string) =>
    new SeaworthyError("PROCESS_FAILED", `Version ${versionId} is not part of this deployment.`);
  return {
    dispatch: (versionId, request, handler) => {
      const pool = pools.get(versionId);
      if (!pool) throw missing(versionId);
      pool.dispatch(request, handler);
    },
    port: (versionId) => {
      const port = ports.get(versionId);
      if (port === undefined) throw missing(versionId);
      return port;
    },
    runScheduled: async (versionId, cron, timeMs) => {
      const worker = await miniflare.getWorker(versionId);
      const result = await worker.scheduled({ cron, scheduledTime: new Date(timeMs) });
      return result.outcome === "ok";
    },
    ...countRunning(),
    close: async () => {
      await Promise.all([...pools.values()].map((pool) => pool.destroy()));
      await dispose(miniflare, pidFile, hyperdrives);
    },
  };
}

const poolOptions: Pool.Options = {
  // Requests above this wait for a connection.
  connections: 1_024,
  pipelining: 1,
  // workerd closes a connection that was idle for 5 s; ours must go first, or a request may meet
  // the closing one.
  keepAliveTimeout: 4_000,
  keepAliveMaxTimeout: 4_000,
  // Cloudflare waits this long for the first byte (error 524), and as long as it takes for the
  // rest.
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
  pidFile: string,
  hyperdrives: Hyperdrives,
): Promise<void> {
  await miniflare.dispose();
  await hyperdrives.close();
  rmSync(pidFile, { force: true });
}

/** The Worker's own error out of workerd's report: one line, without our process's stack. */
function reasonOf(text: string): string {
  const messages = [...text.matchAll(/"message":"((?:[^"\\]|\\.)*)"/g)].map(
    (match) => JSON.parse(`"${match[1]}"`) as string,
  );
  const lines = (messages.length > 0 ? messages.join("\n") : text).split("\n");
  const told = lines.filter(
    (line) => /Uncaught|Error|error/.test(line) && !/failed to start/.test(line),
  );
  return (told.length > 0 ? told : lines).slice(0, 4).join(" ").trim().slice(0, 1_000);
}
