import type { Command } from "commander";

export function registerContacts(program: Command): void {
  program
    .command("contacts")
    .description("Show whom to call when something is wrong with a stack, in order.")
    .argument("<stack>", "local, staging or prod")
    .option("--json", "print as JSON")
    .action(async (stack: string, options: { json?: boolean }) =>
      (await import("./contacts.ts")).contacts(stack, options),
    );
}
