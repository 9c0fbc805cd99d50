import type { Command } from "commander";
import type { TokenOptions } from "./token.ts";

export function registerToken(program: Command): void {
  program
    .command("token")
    .description("Print a token for a user of the local stack. Creates the user if needed.")
    .argument("<stack>", "local")
    .option("--user <id>", "the user's UUID (default: a new user)")
    .option("--admin", "make the user an admin")
    .option("--minutes <number>", "how long the token is valid", "60")
    .action(async (stack: string, options: TokenOptions) =>
      (await import("./token.ts")).token(stack, options),
    );
}
