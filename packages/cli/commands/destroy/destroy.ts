import { SeaworthyError } from "@seaworthy/core/errors";
import { findStack } from "../../project.ts";
import { pulumi } from "../../pulumi/run.ts";
import { stackEnvironment } from "../../rotate/stack/stack-environment.ts";

export interface DestroyOptions {
  readonly yes?: boolean;
}

export async function destroy(name: string, { yes = false }: DestroyOptions): Promise<void> {
  const stack = findStack(name);
  if (!yes && !process.stdin.isTTY)
    throw new SeaworthyError(
      "USAGE",
      `Deleting everything in stack ${stack.name} needs confirmation, and this is not a terminal: add --yes. Nothing was changed.`,
    );
  const flags = yes ? ["--yes", "--non-interactive"] : [];
  await pulumi(["destroy", "--stack", stack.name, ...flags], {
    environment: stackEnvironment(stack),
    output: "inherit",
  });
}
