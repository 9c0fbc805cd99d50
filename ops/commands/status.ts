import type { Command } from "commander";
import { findStack } from "../project.ts";
import { stackOutputs } from "../pulumi/stack.ts";
import { readLocalStatus } from "../status/local.ts";
import { renderLocalStatus } from "../status/print.ts";

interface StatusOptions {
  readonly json?: boolean;
  readonly showSecrets?: boolean;
}

export function registerStatus(program: Command): void {
  program
    .command("status")
    .description("Say where everything of a stack is.")
    .argument("<stack>", "local, staging or prod")
    .option("--json", "print as JSON")
    .option("--show-secrets", "include passwords and tokens")
    .action(status);
}

async function status(name: string, options: StatusOptions): Promise<void> {
  const stack = findStack(name);
  const showSecrets = options.showSecrets ?? false;
  if (!stack.isLocal) {
    process.stdout.write(`${JSON.stringify(await stackOutputs(stack, {}, showSecrets), null, 2)}\n`);
    return;
  }
  const local = await readLocalStatus(showSecrets);
  process.stdout.write(options.json ? `${JSON.stringify(local, null, 2)}\n` : renderLocalStatus(local));
}
