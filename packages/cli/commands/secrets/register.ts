import type { Command } from "commander";

export function registerSecrets(program: Command): void {
  program
    .command("secrets")
    .description(
      "List a stack's secrets with generation, age, due date, owner and consumers. Never prints a value.",
    )
    .argument("<stack>", "local, staging or prod")
    .option("--json", "print as JSON")
    .action(async (stack: string, options: { json?: boolean }) =>
      (await import("./secrets.ts")).secrets(stack, options),
    );
}
