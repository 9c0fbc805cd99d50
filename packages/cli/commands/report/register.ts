import { defaultBoundDays } from "@seaworthy/readiness/score/proofs";
import type { Command } from "commander";
import type { ReportOptions } from "./report.ts";

export function registerReport(program: Command): void {
  program
    .command("report")
    .description("Write one HTML page on a stack's readiness: score, evidence, load, rotation.")
    .argument("<stack>", "local, staging, prod or any other")
    .option("--out <file>", "where the page goes (default: seaworthy-<stack>.html)")
    .option("--json", "print the same as JSON, and write no page")
    .option("--profile <name or file>", "baseline, strict, prototype, or a file", "baseline")
    .option("--proof-days <number>", "how old a proof of `verify` may be", String(defaultBoundDays))
    .action(async (stack: string, options: ReportOptions) =>
      (await import("./report.ts")).report(stack, options),
    );
}
