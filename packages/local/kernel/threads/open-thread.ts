import { Worker } from "node:worker_threads";
import type { Logger, LogLevel } from "../logger.ts";

export interface ThreadOptions {
  readonly data?: unknown;
  /** Limit of its heap; a thread that exceeds it ends with an error. Default: Node's own. */
  readonly maxMegabytes?: number;
}

/** Starts a code file as a thread that does not keep the process running. */
export function openThread(file: string, { data, maxMegabytes }: ThreadOptions = {}): Worker {
  const worker = new Worker(file, {
    workerData: data,
    execArgv: ["--disable-warning=ExperimentalWarning"],
    ...(maxMegabytes === undefined
      ? {}
      : { resourceLimits: { maxOldGenerationSizeMb: maxMegabytes } }),
  });
  worker.unref();
  return worker;
}

/** Writes a line of a thread's log to the cloud's log. */
export function relayLine(log: Logger, line: string): void {
  const { level, event, ...fields } = JSON.parse(line) as { level: LogLevel; event: string };
  log[level](event, fields);
}
