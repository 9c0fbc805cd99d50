import { execFile } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";

const execute = promisify(execFile);

/**
 * `PULUMI_DEBUG_GRPC`: the engine appends each call with its response to that file, one per line,
 * including secret values.
 */
export const traceVariable = "PULUMI_DEBUG_GRPC";

/** The calls between a program and the engine, as they happen. */
export interface Trace {
  /** For `PULUMI_DEBUG_GRPC`. */
  readonly path: string;
  /** Returns every call of the resource monitor, once all writers are done. */
  finish(): Promise<readonly string[]>;
}

/**
 * Opens a named pipe for the engine's calls, so that nothing of them, and no secret, reaches a
 * disk.
 */
export async function openTrace(directory: string): Promise<Trace> {
  const path = join(mkdtempSync(join(directory, "trace-")), "calls");
  await execute("mkfifo", ["-m", "600", path]);
  // The engine opens and closes the pipe for each call; our own writer keeps the reader from seeing
  // its end.
  const [reader, writer] = await Promise.all([open(path, "r"), open(path, "w")]);
  const read = readCalls(createInterface({ input: reader.createReadStream() }));
  return {
    path,
    finish: async () => {
      await writer.close();
      return read;
    },
  };
}

async function readCalls(lines: AsyncIterable<string>): Promise<string[]> {
  const calls: string[] = [];
  for await (const line of lines) {
    if (line.includes("/pulumirpc.ResourceMonitor/")) calls.push(line);
  }
  return calls;
}
