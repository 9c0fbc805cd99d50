import { type Command, InvalidArgumentError } from "commander";
import type { RotateCommandOptions } from "./rotate.ts";

export function registerRotate(program: Command): void {
  program
    .command("rotate")
    .description(
      "Replace a stack's secrets without a failed request, or finish an interrupted run.",
    )
    .argument("<stack>", "local, staging or prod")
    .argument("[secrets...]", "names as `seaworthy secrets` lists them; default: all")
    .option("--due", "only secrets that are due")
    .option("--emergency", "after a leak: skip the grace period, and report what that interrupted")
    .option("--dry-run", "show what would be rotated, and change nothing")
    .option(
      "--stdin",
      "read new values that an operator must supply from standard input, one per line",
    )
    .option("--command <shell command>", "read them from this command's output")
    .option("--json", "print events, one JSON object per line")
    .option("--config-file <path>", "use this file instead of Pulumi.<stack>.yaml, as in up")
    .option(
      "--wait <seconds>",
      "how long to wait for consumers that still use the old value",
      seconds(1),
      330,
    )
    .option(
      "--take-over <seconds>",
      "how long another machine's run must be idle before this one takes it over",
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
