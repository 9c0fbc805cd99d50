import type { Command } from "commander";
import type { AdoptOptions } from "./adopt.ts";

export function registerAdopt(program: Command): void {
  program
    .command("adopt")
    .description("Write a Pulumi program for what runs already, changing nothing of it.")
    .argument("<stack>", "name of the stack to write")
    .option("--hostname <name>", "Cloudflare: the zone of this host name, and its Worker")
    .option("--supabase <ref>", "Supabase: reference of the project")
    .option("--redis <name...>", "Upstash: names or ids of the databases")
    .option("--sentry <organization/project>", "Sentry: the project")
    .option("--environment <name>", "staging or prod: decides the policies", "prod")
    .option("--owner <team>", "who owns the waivers", "platform")
    .option("--ticket <url>", "where you decide what to do about the violations")
    .option("--yes", "do not ask first; for where nobody can answer")
    .action(async (stack: string, options: AdoptOptions) =>
      (await import("./adopt.ts")).adopt(stack, options),
    );
}
