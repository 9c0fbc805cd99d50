import { ranks } from "@seaworthy/readiness/rules/rule";
import { defaultBoundDays } from "@seaworthy/readiness/score/proofs";
import { type Command, Option } from "commander";
import type { CheckOptions } from "./check.ts";

export function registerCheck(program: Command): void {
  program
    .command("check")
    .description(
      "Preview a stack with stand-in credentials and judge it by the policies. Changes nothing. Exit code 1: violations; 2: not judged.",
    )
    .argument("<stack>", "local, staging, prod or any other")
    .option(
      "--format <format=file...>",
      "text, json, sarif, junit, markdown or github; printed without =file; can be repeated",
      ["text"],
    )
    .addOption(
      new Option(
        "--fail-on <rank>",
        "also fail on advisory rules of that rank or higher; mandatory rules always fail",
      ).choices(ranks),
    )
    .option("--profile <name or file>", "baseline, strict, prototype, or a file", "baseline")
    .addOption(
      new Option("--base <git ref>", "report what is new since that commit").conflicts("baseline"),
    )
    .option("--baseline <file>", "report what is new since an earlier check's --format json")
    .option("--program <folder>", "judge the Pulumi program in that folder")
    .option("--no-waivers", "judge as if nothing were waived")
    .option("--config-file <path>", "use this file instead of Pulumi.<stack>.yaml")
    .option("--proof-days <number>", "how old a proof of `verify` may be", String(defaultBoundDays))
    .option("--real", "preview the real stack with your Pulumi login and vendor tokens")
    .option(
      "--live-database",
      "lint the database of SEAWORTHY_DATABASE_URL instead of the migrations",
    )
    .action(async (stack: string, options: CheckOptions) =>
      (await import("./check.ts")).check(stack, options),
    );
}
