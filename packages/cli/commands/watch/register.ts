import type { Command } from "commander";
import type { WatchOptions } from "./watch.ts";

export function registerWatch(program: Command): void {
  program
    .command("watch")
    .description(
      "Watch a stack after a release: errors, database connections, cache hits. Exit code 1: a limit is broken.",
    )
    .argument("<stack>", "local, staging, prod or any other")
    .option("--for <time>", "a duration such as 90s, 30m, 24h or 7d", "24h")
    .option("--errors <number>", "fewer responses of 500 and above are allowed in an hour", "5")
    .option("--json", "print the result as one line of JSON")
    .action(async (stack: string, options: WatchOptions) =>
      (await import("./watch.ts")).watchStack(stack, options),
    );
}
