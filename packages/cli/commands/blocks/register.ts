import type { Command } from "commander";

export function registerBlocks(program: Command): void {
  const blocks = program
    .command("blocks")
    .description("List, lift and add the app's blocks of IP addresses and accounts.");
  blocks
    .command("list")
    .description("List blocked addresses and accounts, and until when.")
    .argument("<stack>", "local, staging or prod")
    .option("--json", "print as JSON")
    .action(async (stack: string, options: { json?: boolean }) =>
      (await import("./blocks.ts")).listBlocks(stack, options),
    );
  blocks
    .command("lift")
    .description("Lift a block now, and forget earlier ones.")
    .argument("<stack>", "local, staging or prod")
    .argument("<subject>", "an IP address, or user:<id> for an account")
    .action(async (stack: string, subject: string) =>
      (await import("./blocks.ts")).liftBlock(stack, subject),
    );
  blocks
    .command("add")
    .description("Block an IP address or an account.")
    .argument("<stack>", "local, staging or prod")
    .argument("<subject>", "an IP address (IPv6: its /64), or user:<id> for an account")
    .option("--minutes <number>", "how long", "60")
    .action(async (stack: string, subject: string, options: { minutes: string }) =>
      (await import("./blocks.ts")).addBlock(stack, subject, options),
    );
}
