import type { Command } from "commander";
import type { EventsOptions } from "./events.ts";

export function registerEvents(program: Command): void {
  program
    .command("events")
    .description(
      "List what the zone's rules blocked, challenged, limited or logged, and which rule.",
    )
    .argument("<stack>", "local, staging or prod")
    .option("--since <time>", "from then on: 15m, 2h, 1d, or 2026-01-31T12:00:00Z", "1h")
    .option("--limit <number>", "at most so many of the newest", "100")
    .option("--json", "print as JSON")
    .action(async (stack: string, options: EventsOptions) =>
      (await import("./events.ts")).events(stack, options),
    );
}
