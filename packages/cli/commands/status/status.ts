import { findStack } from "../../project.ts";
import { stackOutputs } from "../../pulumi/stack.ts";
import { readLocalStatus } from "../../status/local.ts";
import { renderLocalStatus } from "../../status/print.ts";

export interface StatusOptions {
  readonly json?: boolean;
  readonly showSecrets?: boolean;
}

export async function status(name: string, options: StatusOptions): Promise<void> {
  const stack = findStack(name);
  const showSecrets = options.showSecrets ?? false;
  if (!stack.isLocal) {
    process.stdout.write(
      `${JSON.stringify(await stackOutputs(stack, {}, showSecrets), null, 2)}\n`,
    );
    return;
  }
  const local = await readLocalStatus(showSecrets);
  process.stdout.write(
    options.json ? `${JSON.stringify(local, null, 2)}\n` : renderLocalStatus(local),
  );
}
