import { type Command, InvalidArgumentError } from "commander";
import type { LogsOptions } from "./logs.ts";

export function registerLogs(program: Command): void {
  program
    .command("logs")
    .description(
      "Show the log of a local service, or of a deployed stack's Worker. Without a service, list the logs.",
    )
    .argument("<stack>", "local, staging or prod")
    .argument("[service]", "e.g. worker, postgres, pooler or cloud; without it, list the names")
    .option("-f, --follow", "keep printing new lines")
    .option(
      "--since <time>",
      "from then on: 15m, 2h, 7d, or 2026-01-31T12:00:00Z (default for deployed stacks: 1h)",
    )
    .option("--level <level>", "this level and above: debug, info, warn or error")
    .option("--grep <pattern>", "only lines that match a regular expression, in any case")
    .option("--audit", "only what the app notes for the audit; the service is then worker")
    .option("--json", "print JSON lines, as in a pipe")
    .option("--no-json", "print readable lines, as on a terminal")
    .option("--bytes <count>", "how much of the log's end to read (default: 16384)", wholeNumber)
    .action(async (stack: string, service: string | undefined, options: LogsOptions) =>
      (await import("./logs.ts")).logs(stack, service, options),
    );
}

function wholeNumber(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1)
    throw new InvalidArgumentError("Give a whole number of bytes.");
  return number;
}
