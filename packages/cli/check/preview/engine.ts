import { stripVTControlCharacters } from "node:util";
import { SeaworthyError } from "@seaworthy/core/errors";
import { run } from "@seaworthy/toolchain/run";
import { pulumiProgram } from "../../pulumi/cli.ts";

export interface EngineRun {
  readonly directory: string;
  readonly environment: NodeJS.ProcessEnv;
}

/**
 * A preview of a stack of this size takes seconds; one that hangs must end before a CI's own limit.
 */
const timeoutMs = 300_000;

/** Runs the pinned `pulumi` and returns what it printed. Throws NOT_JUDGED with its last words. */
export async function engine(
  args: readonly string[],
  { directory, environment }: EngineRun,
): Promise<string> {
  const { exitCode, stdout, tail } = await run(await pulumiProgram(), args, {
    directory,
    environment,
    timeoutMs,
  });
  if (exitCode === 0) return stdout;
  throw new SeaworthyError(
    "NOT_JUDGED",
    `pulumi ${args[0]} ended with ${exitCode ?? "a signal"}.\n${wordsOf(stdout, tail)}`,
  );
}

/** With `--json` the reasons stand in the document that was begun. */
function wordsOf(stdout: string, tail: readonly string[]): string {
  const messages = [...stdout.matchAll(/^ +"message": ("(?:[^"\\]|\\.)*")/gm)].map(([, text]) =>
    String(JSON.parse(text ?? '""')).trim(),
  );
  return stripVTControlCharacters([...messages, ...tail].join("\n"));
}
