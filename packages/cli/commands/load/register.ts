import { type Command, Option } from "commander";
import { shapes } from "../../load/shapes.ts";
import type { LoadOptions } from "./load.ts";

export function registerLoad(program: Command): void {
  program
    .command("load")
    .description(
      "Run modules' load scenarios against a stack, with k6. Exit code 1: a threshold broke.",
    )
    .argument("<stack>", "local, or a stack with seaworthy:edge.loadTest")
    .argument("[scenario...]", "scenarios declared by modules (default: all)")
    .option("--duration <time>", "a duration such as 60s, 5m or 1h", "60s")
    .option("--vus <number>", "virtual users", "10")
    .addOption(
      new Option("--shape <name>", "how the number of users moves")
        .choices(shapes)
        .default("steady"),
    )
    .option("--json", "print the result as one line of JSON, at the end")
    .action(async (stack: string, scenarios: string[], options: LoadOptions) =>
      (await import("./load.ts")).load(stack, scenarios, options),
    );
}
