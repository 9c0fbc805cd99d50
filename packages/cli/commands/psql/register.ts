import type { Command } from "commander";
import type { PsqlOptions } from "./psql.ts";

export function registerPsql(program: Command): void {
  program
    .command("psql")
    .description("Run SQL on the stack's database as its owner; with or without psql installed.")
    .argument("<stack>", "local, staging or prod")
    .option("-c, --command <sql>", "run this and end; without it, a session")
    .option("--json", "print rows as JSON")
    .option("--write", "let a session on production change data")
    .action(async (stack: string, options: PsqlOptions) =>
      (await import("./psql.ts")).psql(stack, options),
    );
}
