import { type Command, InvalidArgumentError } from "commander";
import type { LogsOptions } from "./logs.ts";

export function registerLogs(program: Command): void {
  program
    .command("logs")
    .description("Show a service's log of the local cloud; without a service, name the logs.")
    .argument("<stack>", "local")
    .argument(
      "[service]",
      "e.g. worker, postgres, pooler or cloud; without it the names are listed",
    )
    .option("-f, --follow", "go on as lines are written")
    .option("--json", "print lines as they were written")
    .option("--bytes <count>", "how much of the log's end to show", wholeNumber, 16_384)
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
