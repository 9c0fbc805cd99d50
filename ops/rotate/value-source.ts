import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { isCancel, password } from "@clack/prompts";
import { SeaworthyError } from "@seaworthy/core/errors.ts";

/** Where values come from that only an operator can make. */
export interface ValueSource {
  /** Of one value, and not of another one after it. */
  readonly isSingle: boolean;
  /** `prompt` is what a person is asked. Throws USAGE when there is no value. */
  ask(prompt: string): Promise<string>;
}

export interface ValueSourceOptions {
  readonly stdin?: boolean;
  /** A shell command that prints the value. */
  readonly command?: string;
}

/** The source that was named, else the terminal; undefined where there is none. Throws USAGE when two were named. */
export function valueSource({ stdin = false, command }: ValueSourceOptions): ValueSource | undefined {
  if (stdin && command !== undefined) throw new SeaworthyError("USAGE", "Give --stdin or --command, not both. Nothing was touched.");
  if (command !== undefined) return { isSingle: true, ask: async () => clean(await printed(command), "The command") };
  if (stdin) return { isSingle: true, ask: async () => clean(await text(process.stdin), "Standard input") };
  return process.stdin.isTTY && process.stderr.isTTY ? { isSingle: false, ask: typed } : undefined;
}

/** On standard error: standard output is the run's own. */
async function typed(prompt: string): Promise<string> {
  const value = await password({ message: prompt, output: process.stderr });
  if (isCancel(value)) throw new SeaworthyError("USAGE", "No value was typed. Nothing was touched.");
  return clean(value ?? "", "What was typed");
}

/** Without the line end that files and `echo` add. */
function clean(given: string, from: string): string {
  const value = given.replace(/\r?\n$/, "").trim();
  if (value === "") throw new SeaworthyError("USAGE", `${from} holds no value. Nothing was touched.`);
  if (/[\s\p{Cc}]/u.test(value))
    throw new SeaworthyError("USAGE", `${from} holds more than one value, or blanks in it. Nothing was touched.`);
  return value;
}

/** What the command says on standard error is a person's to read; what it prints is the value, and is shown nowhere. */
async function printed(command: string): Promise<string> {
  const child = spawn(command, { shell: true, stdio: ["ignore", "pipe", "inherit"] });
  const closed = new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  const [value, code] = await Promise.all([text(child.stdout), closed]);
  if (code === 0) return value;
  throw new SeaworthyError("PROCESS_FAILED", `The command that prints the value ended with ${code ?? "a signal"}. Nothing was touched.`);
}
