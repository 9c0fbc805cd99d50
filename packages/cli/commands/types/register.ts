import type { Command } from "commander";
import type { TypesOptions } from "./types.ts";

export function registerTypes(program: Command): void {
  program
    .command("types")
    .description("Print TypeScript types of the database, as `supabase gen types` does.")
    .argument("<stack>", "local, staging or prod")
    .option("--schema <names>", "which schemas, separated by commas", "public")
    .option("-o, --output <file>", "write them to a file; it is left alone when nothing changed")
    .action(async (stack: string, options: TypesOptions) =>
      (await import("./types.ts")).types(stack, options),
    );
}
