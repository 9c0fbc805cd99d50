import type { Command } from "commander";
import type { LoadOptions } from "./load.ts";

export function registerLoad(program: Command): void {
  program
    .command("load")
    .description("Send the load of a module's scenario to the local stack, with k6.")
    .argument("<stack>", "local")
    .argument("<scenario>", "a scenario that a module declares")
    .option("--duration <time>", "such as 60s or 5m", "60s")
    .option("--vus <number>", "virtual users", "10")
    .option("--json", "print the result as one line of JSON, the last one")
    .action(async (stack: string, scenario: string, options: LoadOptions) =>
      (await import("./load.ts")).load(stack, scenario, options),
    );
}
