import type { Command } from "commander";

export function registerAdd(program: Command): void {
  const add = program
    .command("add")
    .description("Write a new module, secret, policy or migration into the stack.");
  add
    .command("module")
    .description("A workload: a table, a list and a way to write, held to the policies.")
    .argument("<name>", "lower-case letters and digits, plural: notes")
    .option("--item <word>", "what one of them is called (default: the singular)")
    .option("--from <folder>", "copy it from a module's folder, another stack or checkout")
    .action(async (name: string, options: { item?: string; from?: string }) =>
      (await import("./add.ts")).module(name, options),
    );
  add
    .command("secret")
    .description("A secret with two values, its binding and its rotation.")
    .argument("<name>", "lower-case words with hyphens: session-key")
    .requiredOption("--purpose <text>", 'what it does, as in "signs sessions"')
    .option("--binding <NAME>", "what the Worker has it as (default: the name in capitals)")
    .option("--made-at <place>", "where a person makes it; without it the stack makes the values")
    .action(async (name: string, options: { purpose: string; binding?: string; madeAt?: string }) =>
      (await import("./add.ts")).secret(name, options),
    );
  add
    .command("policy")
    .description("A rule of the stack's own, for check and up.")
    .argument("<name>", "its area, then what is required: worker-owner-named")
    .action(async (name: string) => (await import("./add.ts")).policy(name));
  add
    .command("migration")
    .description("A migration with the next number.")
    .argument("<name>", "what it does: add-archived-at")
    .option("--table <name>", "create a table whose rows belong to users")
    .option("--module <name>", "in that module's folder (default: the stack's own)")
    .action(async (name: string, options: { table?: string; module?: string }) =>
      (await import("./add.ts")).migration(name, options),
    );
}
