import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { hasErrno, SeaworthyError } from "@seaworthy/core/errors";

export interface RunOptions {
  readonly directory?: string;
  readonly environment?: NodeJS.ProcessEnv;
  /** Receives each line of both outputs as it arrives. */
  readonly onLine?: (line: string) => void;
  readonly timeoutMs?: number;
}

export interface RunResult {
  /** Undefined when a signal ended it. */
  readonly exitCode: number | undefined;
  readonly stdout: string;
  /** The last lines of stderr. */
  readonly tail: readonly string[];
}

const tailLines = 30;

/**
 * Runs a program to completion, whatever its exit code. Throws TOOL_MISSING when the program does
 * not exist.
 */
export function run(
  program: string,
  programArguments: readonly string[],
  options: RunOptions = {},
): Promise<RunResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, programArguments, {
      cwd: options.directory,
      env: options.environment ?? process.env,
      stdio: ["ignore", "pipe", "pipe"],
      timeout: options.timeoutMs,
    });
    const output: string[] = [];
    const tail: string[] = [];
    createInterface({ input: child.stdout }).on("line", (line) => {
      output.push(line);
      options.onLine?.(line);
    });
    createInterface({ input: child.stderr }).on("line", (line) => {
      if (tail.push(line) > tailLines) tail.shift();
      options.onLine?.(line);
    });
    child.once("error", (cause) =>
      reject(hasErrno(cause, "ENOENT", "EACCES") ? missing(program, cause) : cause),
    );
    child.once("close", (code) =>
      resolve({ exitCode: code ?? undefined, stdout: output.join("\n"), tail }),
    );
  });
}

function missing(program: string, cause: Error): SeaworthyError {
  return new SeaworthyError(
    "TOOL_MISSING",
    `The program ${program} is not installed or not executable.`,
    { cause },
  );
}
