import type { Command } from "commander";

export function registerExplain(program: Command): void {
  program
    .command("explain")
    .description(
      "Say what a policy asks for, why, and how to meet it; without a rule, list them all.",
    )
    .argument("[rule]", "e.g. edge-auth-rate-limit")
    .action(async (rule: string | undefined) => (await import("./explain.ts")).explain(rule));
}
