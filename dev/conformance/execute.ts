import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { SeaworthyError } from "@seaworthy/core/errors";

interface Executed {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end, whatever its exit code. */
export async function execute(
  command: string,
  args: readonly string[],
  options: { cwd: string; input?: string; environment?: NodeJS.ProcessEnv },
): Promise<Executed> {
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: { ...process.env, ...options.environment },
    stdio: ["pipe", "pipe", "pipe"],
  });
  const exit = once(child, "exit").catch((cause: unknown) => {
    throw new SeaworthyError("TOOL_MISSING", `${command} could not be run; install it.`, { cause });
  });
  child.stdin.on("error", () => undefined);
  child.stdin.end(options.input ?? "");
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    exit,
  ]);
  return { code: Number(code ?? -1), stdout, stderr };
}
