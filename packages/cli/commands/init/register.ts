import type { Command } from "commander";
import type { InitOptions } from "./init.ts";

export function registerInit(program: Command): void {
  program
    .command("init")
    .description("Write a stack file and check the vendor accounts that the stack needs.")
    .argument("<stack>", "staging, prod or a new name")
    .option("--like <stack>", "take what is not said from this stack's file", "prod")
    .option("--environment <name>", "staging or prod: decides the policies")
    .option("--service <name>", "short name of the service")
    .option("--owner <team>", "who owns the secrets")
    .option("--contact <address>", "whom to call: mailto:, tel: or https:")
    .option("--hostname <name>", "host name of the app; its zone and account are found by it")
    .option("--zone-id <id>", "Cloudflare's zone")
    .option("--account-id <id>", "Cloudflare's account")
    .option("--supabase-organization <slug>", "as in the dashboard's address")
    .option("--region <name>", "of the database")
    .option("--sentry-organization <slug>", "as in Sentry's address")
    .option("--dns", "create the proxied DNS record of the host name if it is missing")
    .option("--backend <url>", "where Pulumi keeps the state (default: where you are logged in)")
    .option("--secrets-provider <url>", "what encrypts the state: passphrase, awskms://…")
    .action(async (stack: string, options: InitOptions) =>
      (await import("./init.ts")).init(stack, options),
    );
}
