import type { Command } from "commander";
import type { SlowOptions } from "./slow.ts";
import type { TryRestoreOptions } from "./try-restore.ts";

export function registerDb(program: Command): void {
  const db = program.command("db").description("Look at the database, and try to restore it.");
  db.command("slow")
    .description("List slow queries, indexes that nothing reads, and where one may be missing.")
    .argument("<stack>", "local, staging or prod")
    .option("--milliseconds <number>", "from which time of one call a query is slow", "1000")
    .option("--json", "print as JSON")
    .action(async (stack: string, options: SlowOptions) =>
      (await import("./slow.ts")).slow(stack, options),
    );
  db.command("try-restore")
    .description(
      "Copy the rows into a new Supabase project, compare, and delete the project. Exit code 1: they differ.",
    )
    .argument("<stack>", "local, staging or prod")
    .option("--json", "print the result as one line of JSON")
    .action(async (stack: string, options: TryRestoreOptions) =>
      (await import("./try-restore.ts")).tryRestoreOf(stack, options),
    );
}
