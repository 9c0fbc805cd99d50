import type { Command } from "commander";
import type { SlowOptions } from "./slow.ts";

export function registerDb(program: Command): void {
  const db = program.command("db").description("Look at the database's statistics.");
  db.command("slow")
    .description("List slow queries, indexes that nothing reads, and where one may be missing.")
    .argument("<stack>", "local, staging or prod")
    .option("--milliseconds <number>", "from which time of one call a query is slow", "1000")
    .option("--json", "print as JSON")
    .action(async (stack: string, options: SlowOptions) =>
      (await import("./slow.ts")).slow(stack, options),
    );
}
