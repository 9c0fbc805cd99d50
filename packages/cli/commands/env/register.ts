import type { Command } from "commander";

export function registerEnv(program: Command): void {
  program
    .command("env")
    .description(
      'Print shell commands that make plain "npx pulumi" act on a stack: eval "$(npx seaworthy env local)".',
    )
    .argument("<stack>", "local, staging or prod")
    .action(async (stack: string) => (await import("./env.ts")).env(stack));
}
