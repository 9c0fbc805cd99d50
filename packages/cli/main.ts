import { type ErrorCode, hasErrno, messageOf, SeaworthyError } from "@seaworthy/core/errors";
import { Command, CommanderError } from "commander";
import { commands } from "./commands/table.ts";

export const exitCodes = { done: 0, failed: 1, usedWrongly: 2 } as const;

/** Nothing was done: the command line or the working directory is wrong. */
const usageCodes: ReadonlySet<ErrorCode> = new Set(["USAGE", "STACK_UNKNOWN", "PROJECT_NOT_FOUND"]);

/** The command line's parser; implementations of commands are not loaded yet. */
export function createProgram(): Command {
  const program = new Command("seaworthy")
    .description(
      "Production readiness as code for teams on Supabase, Upstash, Cloudflare and Sentry.",
    )
    .version("0.1.0")
    .exitOverride()
    .showHelpAfterError('Type "seaworthy --help" for the commands.');
  for (const register of commands) register(program);
  return program;
}

/** Runs one command line and returns its exit code; nothing below it calls `process.exit`. */
export async function main(args: readonly string[]): Promise<number> {
  const program = createProgram();
  try {
    await program.parseAsync([...args], { from: "user" });
    return typeof process.exitCode === "number" ? process.exitCode : exitCodes.done;
  } catch (thrown) {
    return reportFailure(thrown);
  }
}

/** Prints the error with its code on standard error, and returns the matching exit code. */
export function reportFailure(thrown: unknown): number {
  if (hasErrno(thrown, "EPIPE")) return exitCodes.done;
  if (thrown instanceof CommanderError)
    return thrown.exitCode === 0 ? exitCodes.done : exitCodes.usedWrongly;
  if (!(thrown instanceof SeaworthyError)) {
    process.stderr.write(
      `error: ${thrown instanceof Error ? (thrown.stack ?? messageOf(thrown)) : messageOf(thrown)}\n`,
    );
    return exitCodes.failed;
  }
  process.stderr.write(`error ${thrown.code}: ${thrown.message}\n`);
  return usageCodes.has(thrown.code) ? exitCodes.usedWrongly : exitCodes.failed;
}
