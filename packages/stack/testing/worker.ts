import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Readable } from "node:stream";
import { defined } from "@seaworthy/core/defined";
import { findProject } from "@seaworthy/core/project";
import { workerRuntime } from "@seaworthy/platform/bundle/bundle";
import { readModuleTable } from "@seaworthy/platform/bundle/entry";
import type { Module } from "@seaworthy/platform/modules/define-module";
import { Miniflare } from "miniflare";
import type { WrittenBundle } from "../worker/bundle-cache.ts";
import { writeWorkerBundle } from "../worker/worker-bundle.ts";

export interface WorkerServices {
  /** Connection URL of the Worker's role, through the pooler. */
  readonly databaseUrl: string;
  /**
   * Plain bindings: Redis URLs and tokens, keys, settings. `JOBS_QUEUE` is the name of a queue that
   * the Worker sends to and consumes.
   */
  readonly vars: Readonly<Record<string, string>>;
  /** An entry that imports the app's as `@seaworthy/platform/bundle/worker`. */
  readonly entry?: string;
  /** Another module table than the app's, relative to the app's folder. */
  readonly table?: string;
  /** Folder in which Durable Objects outlive this workerd. Default: they end with it. */
  readonly durableObjects?: string;
}

export interface TestWorker {
  readonly url: URL;
  fetch(path: string, init?: RequestInit): Promise<Response>;
  /** Runs a cron's handler, by default the daily one; returns `ok` or `exception`. */
  runCron(cron?: string): Promise<string>;
  /**
   * Evicts a Durable Object as the runtime does when it is idle: its sockets hibernate. Does
   * nothing when it is not in memory.
   */
  evict(className: string, name: string): Promise<void>;
  /** The JSON log lines so far. */
  logs(): readonly Record<string, unknown>[];
  /**
   * Everything the runtime has written, line by line, including lines that are not the Worker's
   * log.
   */
  output(): readonly string[];
  /** Kills the runtime with everything in flight. Idempotent. */
  close(): Promise<void>;
}

/** The Worker as deployed, in its own real workerd. */
export async function startWorker(services: WorkerServices): Promise<TestWorker> {
  const { entry, table } = services;
  const { JOBS_QUEUE: queue, ...vars } = services.vars;
  const { modules } = await writeWorkerBundle(defined({ entry, table }));
  const written: string[][] = [];
  // A line may arrive in pieces; the last one may be incomplete.
  const lines = () => written.flatMap((pieces) => pieces.join("").split("\n").slice(0, -1));
  let closing: Promise<void> | undefined;
  const miniflare = new Miniflare({
    ...workerRuntime,
    compatibilityFlags: [...workerRuntime.compatibilityFlags],
    cf: false,
    host: "127.0.0.1",
    modules: modules.map(moduleOf),
    modulesRoot: "/",
    bindings: {
      ...vars,
      CF_VERSION_METADATA: { id: "test-release", tag: "", timestamp: "" },
    },
    hyperdrives: { HYPERDRIVE: services.databaseUrl },
    ...(await objectsOf(services)),
    ...(queue === undefined ? {} : queueOf(queue)),
    unsafeTriggerHandlers: true,
    handleRuntimeStdio: (...streams: Readable[]) => {
      for (const stream of streams) written.push(piecesOf(stream));
    },
  });
  const url = await miniflare.ready;
  const send: TestWorker["fetch"] = (path, init) => sendTo(new URL(path, url), init);
  return {
    url,
    fetch: send,
    runCron: async (cron = "17 3 * * *") =>
      (await send(`/cdn-cgi/handler/scheduled?cron=${encodeURIComponent(cron)}`)).text(),
    evict: (className, name) => evict(miniflare, className, name),
    logs: () =>
      lines()
        .filter((line) => line.startsWith("{"))
        .map((line) => JSON.parse(line) as Record<string, unknown>),
    output: lines,
    close: () => {
      closing ??= miniflare.dispose();
      return closing;
    },
  };
}

const queueOf = (name: string) => ({
  queueProducers: { JOBS_QUEUE: { queueName: name } },
  queueConsumers: { [name]: { maxBatchTimeout: 0 } },
});

async function evict(miniflare: Miniflare, className: string, name: string): Promise<void> {
  try {
    await miniflare.unsafeEvictDurableObject("", className, { name });
  } catch (thrown) {
    if (!String(thrown).includes("not currently running")) throw thrown;
  }
}

function moduleOf({ name, contentFile }: WrittenBundle["modules"][number]) {
  const { root, folders } = findProject();
  const contents = readFileSync(resolve(root, folders.program, contentFile), "utf8");
  return { type: "ESModule" as const, path: name, contents };
}

function piecesOf(stream: Readable): string[] {
  const pieces: string[] = [];
  stream.setEncoding("utf8").on("data", (piece: string) => pieces.push(piece));
  return pieces;
}

/** The app's Durable Objects, stored in the given folder if any. */
async function objectsOf({ table, durableObjects: folder }: WorkerServices) {
  const app = table === undefined ? await readModuleTable(findProject().tables.modules) : undefined;
  return {
    durableObjects: durableObjectsOf(app?.modules ?? []),
    ...defined({ durableObjectsPersist: folder }),
  };
}

function durableObjectsOf(modules: readonly Module[]) {
  const declared = modules.flatMap(({ durableObjects = {} }) => Object.entries(durableObjects));
  return Object.fromEntries(
    declared.map(([binding, { className }]) => [binding, { className, useSQLite: true }]),
  );
}

/**
 * A server that responds before reading a body closes the connection (RFC 9112, 9.6), and the next
 * request on it may get a reset: it was not read, so it is sent again.
 */
async function sendTo(url: URL, init: RequestInit | undefined, attempts = 3): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (error) {
    if (attempts === 1 || !wasReset(error)) throw error;
    return sendTo(url, init, attempts - 1);
  }
}

/** undici's codes: reset, closed while writing, closed before writing. */
const resets: readonly unknown[] = ["ECONNRESET", "EPIPE", "UND_ERR_SOCKET"];

function wasReset(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && "code" in cause && resets.includes(cause.code);
}
