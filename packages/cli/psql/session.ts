import { createInterface } from "node:readline/promises";
import { text } from "node:stream/consumers";
import { messageOf } from "@seaworthy/core/errors";
import type { Client } from "pg";
import { type OutputOptions, runSql } from "./run-sql.ts";
import { isCompleteSql } from "./statement-end.ts";

/** Where a session reads and writes. */
export interface Terminal {
  readonly input: NodeJS.ReadStream;
  readonly output: NodeJS.WriteStream;
  readonly errors: NodeJS.WriteStream;
}

const thisTerminal = (): Terminal => ({
  input: process.stdin,
  output: process.stdout,
  errors: process.stderr,
});

/**
 * Reads statements from a terminal and runs each at its `;`, until Ctrl-D or `\q`; piped input runs
 * as one script and throws on failure.
 */
export async function runSession(
  client: Client,
  options: OutputOptions,
  terminal = thisTerminal(),
): Promise<void> {
  const { input, output } = terminal;
  if (!input.isTTY) {
    output.write(await runSql(client, await text(input), options));
    return;
  }
  output.write('psql is not installed: this session has SQL only. End it with "\\q".\n');
  await readStatements(client, options, terminal);
}

async function readStatements(
  client: Client,
  options: OutputOptions,
  { input, output, errors }: Terminal,
): Promise<void> {
  const lines = createInterface({ input, output, prompt: "sql> " });
  let begun = "";
  lines.on("SIGINT", () => {
    begun = "";
    output.write("\n");
    lines.prompt();
  });
  lines.prompt();
  for await (const line of lines) {
    if (begun === "" && /^\s*(\\q|quit|exit)\s*;?\s*$/i.test(line)) break;
    begun += `${line}\n`;
    if (isCompleteSql(begun)) {
      const sql = begun;
      begun = "";
      await runSql(client, sql, options).then(
        (shown) => output.write(shown),
        (thrown: unknown) => errors.write(`${messageOf(thrown)}\n`),
      );
    }
    lines.setPrompt(begun.trim() === "" ? "sql> " : "...> ");
    lines.prompt();
  }
  lines.close();
}
