import { stripVTControlCharacters } from "node:util";
import { SeaworthyError } from "@seaworthy/core/errors";
import { run } from "@seaworthy/toolchain/run";
import { pulumiProgram } from "../../pulumi/cli.ts";

export interface EngineRun {
  readonly directory: string;
  readonly environment: NodeJS.ProcessEnv;
}

/** A preview of such a stack takes seconds; a hanging one must end before the CI's own timeout. */
const timeoutMs = 300_000;

/** Runs the pinned `pulumi` and returns its output. Throws NOT_JUDGED with its last lines. */
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

/** With `--json`, the errors are in the incomplete document. */
function wordsOf(stdout: string, tail: readonly string[]): string {
  const messages = [...stdout.matchAll(/^ +"message": ("(?:[^"\\]|\\.)*")/gm)].map(([, text]) =>
    String(JSON.parse(text ?? '""')).trim(),
  );
  return stripVTControlCharacters([...messages, ...tail].join("\n"));
}
