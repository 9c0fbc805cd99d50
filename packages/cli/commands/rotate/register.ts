import { type Command, InvalidArgumentError } from "commander";
import type { RotateCommandOptions } from "./rotate.ts";

export function registerRotate(program: Command): void {
  program
    .command("rotate")
    .description(
      "Replace secrets of a stack with no failed request, or finish what an earlier run left.",
    )
    .argument("<stack>", "local, staging or prod")
    .argument("[secrets...]", "names as `seaworthy secrets` lists them; default all")
    .option("--due", "only those that are due")
    .option("--emergency", "a secret leaked: skip the grace, and report what that ended")
    .option("--dry-run", "say what would be rotated, and touch nothing")
    .option(
      "--stdin",
      "read the new values of the named secrets that only a person can make from standard input, one a line",
    )
    .option("--command <shell command>", "take them from what this command prints")
    .option("--json", "print events, one JSON object a line")
    .option("--config-file <path>", "use this file in place of Pulumi.<stack>.yaml, as in up")
    .option(
      "--wait <seconds>",
      "how long consumers that are behind are waited for",
      seconds(1),
      330,
    )
    .option(
      "--take-over <seconds>",
      "how long what another machine left must stand still before this one takes it over",
      seconds(10),
      20,
    )
    .action(async (stack: string, secrets: string[], options: RotateCommandOptions) =>
      (await import("./rotate.ts")).rotate(stack, secrets, options),
    );
}

const seconds = (least: number) => (text: string) => {
  const given = Number(text);
  if (!Number.isInteger(given) || given < least)
    throw new InvalidArgumentError(`Give a whole number of seconds, ${least} or more.`);
  return given;
};
