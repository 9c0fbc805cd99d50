import { ranks } from "@seaworthy/readiness/rules/rule";
import { type Command, Option } from "commander";
import type { CheckOptions } from "./check.ts";

export function registerCheck(program: Command): void {
  program
    .command("check")
    .description(
      "Preview a stack with stand-in credentials, judge it by the policies, and change nothing. Exit code 1: violations; 2: not judged.",
    )
    .argument("<stack>", "local, staging, prod or any other")
    .option(
      "--format <format=file...>",
      "text, json, sarif, junit, markdown or github; without =file it is printed; several at once",
      ["text"],
    )
    .addOption(
      new Option(
        "--fail-on <rank>",
        "fail on advisory rules of that rank or graver too; mandatory rules always fail",
      ).choices(ranks),
    )
    .option(
      "--profile <name or file>",
      "baseline, strict, prototype, or a file of your own",
      "baseline",
    )
    .addOption(
      new Option("--base <git ref>", "say what is new since that commit").conflicts("baseline"),
    )
    .option("--baseline <file>", "say what is new since an earlier check's --format json")
    .option("--program <folder>", "judge the Pulumi program in that folder, whoever wrote it")
    .option("--no-waivers", "judge as if nothing were waived")
    .option("--config-file <path>", "use this file in place of Pulumi.<stack>.yaml")
    .option("--real", "preview the real stack, with your own Pulumi login and the vendors' tokens")
    .option(
      "--live-database",
      "lint the database of SEAWORTHY_DATABASE_URL in place of the migrations",
    )
    .action(async (stack: string, options: CheckOptions) =>
      (await import("./check.ts")).check(stack, options),
    );
}
