import type { Worker } from "node:worker_threads";
import { codeFile } from "@seaworthy/core/code-file";
import type { Hono } from "hono";
import { systemClock } from "../../kernel/clock.ts";
import type { CloudContext } from "../../kernel/context.ts";
import { openThread, relayLine } from "../../kernel/threads/open-thread.ts";
import { createOwnServer, type OwnServer } from "../own-server.ts";

export interface IngestThreadSettings {
  /** The local cloud's directory. */
  readonly directory: string;
  readonly port: number;
}

/** Posted by the thread when it listens; its other messages are log lines. */
export const listening = "listening";

const portName = "sentry.ingest";

/** More than two envelopes of the maximum size need; a thread that exceeds it is replaced. */
export const ingestHeapMegabytes = 512;

/**
 * The listener behind DSNs, in a separate thread. With a test's clock it listens in this thread,
 * since another thread cannot share that clock.
 */
export function createIngestServer(context: CloudContext, app: Hono): OwnServer {
  if (context.clock !== systemClock) return createOwnServer(context, app, portName);
  let worker: Worker | undefined;
  const start = async (port: number) => {
    const started = await startThread(context, port);
    worker = started;
    started.once("error", (cause) => {
      context.log.error("sentry.ingest_ended", { cause });
      if (worker !== started) return;
      start(port).catch((again: unknown) =>
        context.log.error("sentry.ingest_not_restarted", { cause: again }),
      );
    });
  };
  return {
    start: async () => {
      if (worker === undefined) await start(await context.ports.claim(portName));
    },
    close: async () => {
      const ending = worker;
      worker = undefined;
      await ending?.terminate();
    },
  };
}

async function startThread({ directory, log }: CloudContext, port: number): Promise<Worker> {
  const data: IngestThreadSettings = { directory, port };
  const worker = openThread(codeFile(import.meta, "ingest-thread"), {
    data,
    maxMegabytes: ingestHeapMegabytes,
  });
  await new Promise<void>((resolve, reject) => {
    worker.on("error", reject);
    worker.on("message", (line: string) => {
      if (line === listening) resolve();
      else relayLine(log, line);
    });
  });
  return worker;
}
