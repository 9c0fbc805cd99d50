import type { Command } from "commander";
import type { OpenOptions } from "./open.ts";

export function registerOpen(program: Command): void {
  program
    .command("open")
    .description("Print an address of the stack, and open it where there is a browser.")
    .argument("<stack>", "local, staging or prod")
    .argument("[place]", "app, docs, console, cloudflare, supabase, upstash or sentry", "app")
    .option("--print", "only print it")
    .action(async (stack: string, place: string, options: OpenOptions) =>
      (await import("./open.ts")).open(stack, place, options),
    );
}
