import type { Command } from "commander";

export function registerDev(program: Command): void {
  program
    .command("dev")
    .description(
      "Watch the app, put each change into the running local stack, and show requests and logs.",
    )
    .action(async () => (await import("./dev.ts")).dev());
}
