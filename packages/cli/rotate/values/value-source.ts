import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { isCancel, password } from "@clack/prompts";
import { SeaworthyError } from "@seaworthy/core/errors";

/** Source of operator-supplied values. */
export interface ValueSource {
  /** Typed values may contain typos. */
  readonly isTyped: boolean;
  /**
   * As many values as prompts, in order; in a text, one per line. Throws USAGE for more or fewer.
   */
  ask(prompts: readonly string[]): Promise<string[]>;
}

export interface ValueSourceOptions {
  readonly stdin?: boolean;
  /** A shell command that prints the value. */
  readonly command?: string;
}

/**
 * The given source, otherwise the terminal; undefined without either. Throws USAGE when two are
 * given.
 */
export function valueSource({
  stdin = false,
  command,
}: ValueSourceOptions): ValueSource | undefined {
  if (stdin && command !== undefined)
    throw new SeaworthyError("USAGE", "Give --stdin or --command, not both. Nothing was changed.");
  if (command !== undefined) return fromText(() => printed(command), "The command");
  if (stdin) return fromText(() => text(process.stdin), "Standard input");
  return process.stdin.isTTY && process.stderr.isTTY ? { isTyped: true, ask: typed } : undefined;
}

/** On standard error: standard output is for the run's result. */
async function typed(prompts: readonly string[]): Promise<string[]> {
  const values: string[] = [];
  for (const message of prompts) {
    const value = await password({ message, output: process.stderr });
    if (isCancel(value))
      throw new SeaworthyError("USAGE", "No value was entered. Nothing was changed.");
    values.push(whole((value ?? "").trim(), "What was typed"));
  }
  return values;
}

function fromText(read: () => Promise<string>, from: string): ValueSource {
  return {
    isTyped: false,
    ask: async (prompts) => {
      const lines = (await read()).split("\n").map((line) => line.trim());
      const values = lines.filter((line) => line !== "").map((line) => whole(line, from));
      if (values.length === prompts.length) return values;
      const many = values.length === 0 ? "no value" : `${values.length} values, one per line`;
      throw new SeaworthyError(
        "USAGE",
        `${from} contains ${many}; expected: ${prompts.join("; ")}. Nothing was changed.`,
      );
    },
  };
}

function whole(value: string, from: string): string {
  if (value !== "" && !/[\s\p{Cc}]/u.test(value)) return value;
  throw new SeaworthyError(
    "USAGE",
    `${from} contains no value, or one with spaces in it. Nothing was changed.`,
  );
}

/**
 * The command's standard error is shown to the operator; its output is the value, and never shown.
 */
async function printed(command: string): Promise<string> {
  const child = spawn(command, { shell: true, stdio: ["ignore", "pipe", "inherit"] });
  const closed = new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  const [value, code] = await Promise.all([text(child.stdout), closed]);
  if (code === 0) return value;
  throw new SeaworthyError(
    "PROCESS_FAILED",
    `The command that prints the value failed (${code ?? "signal"}). Nothing was changed.`,
  );
}
