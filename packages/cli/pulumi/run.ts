import { spawn } from "node:child_process";
import { delimiter, join } from "node:path";
import type { Environment } from "@seaworthy/core/environment";
import { messageOf, SeaworthyError } from "@seaworthy/core/errors";
import { findProject } from "@seaworthy/core/project";
import { pulumiDirectory } from "./cli.ts";

export interface PulumiRun {
  readonly environment: Environment;
  /** `inherit` shows the engine's own output; `collect` returns it. */
  readonly output: "inherit" | "collect";
  /** Standard input. Default nothing. */
  readonly input?: string;
  /** Working directory. Default the checkout. */
  readonly directory?: string;
}

/**
 * Runs the pinned `pulumi` in the project. Throws PULUMI_FAILED with its last lines. Ctrl-C reaches
 * the engine through the terminal.
 */
export async function pulumi(args: readonly string[], run: PulumiRun): Promise<string> {
  const { root, programs } = findProject();
  const directory = await pulumiDirectory();
  const cwd = run.directory ?? root;
  const child = spawn(join(directory, "pulumi"), [...args], {
    cwd,
    env: {
      ...process.env,
      ...run.environment,
      PWD: cwd, // where policies look for the program: the caller's directory may differ
      PATH: [directory, programs, process.env.PATH ?? ""].join(delimiter),
    },
    stdio:
      run.output === "inherit"
        ? "inherit"
        : [run.input === undefined ? "ignore" : "pipe", "pipe", "pipe"],
  });
  // If it exits before reading everything, it reports why itself.
  child.stdin?.on("error", (cause) => messageOf(cause)).end(run.input);
  const stdout = gather(child.stdout);
  const stderr = gather(child.stderr);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  if (code === 0) return stdout();
  const lastWords = `${stderr()}\n${stdout()}`.trim().split("\n").slice(-15).join("\n");
  throw new SeaworthyError(
    "PULUMI_FAILED",
    `pulumi ${args[0]} failed (${code ?? "signal"}).${lastWords === "" ? " See its output above." : `\n${lastWords}`}`,
    { details: { exitCode: code, lastWords } },
  );
}

function gather(stream: NodeJS.ReadableStream | null): () => string {
  const chunks: Buffer[] = [];
  stream?.on("data", (chunk: Buffer) => chunks.push(chunk));
  return () => Buffer.concat(chunks).toString("utf8");
}
