import { lineWriter } from "../../../kernel/processes/log-file.ts";

/** Output of one runtime. */
export interface WorkerLogEntry {
  readonly timestamp: number;
  readonly level: string;
  readonly message: string;
}

/** Writes `console.*` output and uncaught errors of Workers to one rotated file, as JSON lines. */
export function openWorkerLog(path: string): (worker: string, entry: WorkerLogEntry) => void {
  const write = lineWriter(path);
  return (worker, entry) => {
    const time = new Date(entry.timestamp).toISOString();
    write(JSON.stringify({ time, level: entry.level, worker, message: entry.message }));
  };
}
