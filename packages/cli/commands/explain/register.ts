import type { Command } from "commander";

export function registerExplain(program: Command): void {
  program
    .command("explain")
    .description(
      "Explain what a policy requires, why, and how to comply. Without a rule, list them all.",
    )
    .argument("[rule]", "e.g. edge-auth-rate-limit")
    .action(async (rule: string | undefined) => (await import("./explain.ts")).explain(rule));
}
