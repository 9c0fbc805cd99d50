import { type Command, Option } from "commander";
import type { VerifyOptions } from "./verify.ts";

export function registerVerify(program: Command): void {
  program
    .command("verify")
    .description(
      "Try on the running stack what its policies declare. Exit code 1: something is refuted or unknown.",
    )
    .argument("<stack>", "local, staging, prod or any other")
    .option("--only <experiment...>", "only these experiments")
    .option("--resume", "go on with a run that was cut off")
    .option("--list", "list the experiments and what each does to a stack, and try nothing")
    .addOption(new Option("--json", "print the results as one line of JSON").conflicts("junit"))
    .option("--junit", "print the results as JUnit XML")
    .action(async (stack: string, options: VerifyOptions) =>
      (await import("./verify.ts")).verify(stack, options),
    );
}
