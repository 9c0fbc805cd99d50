import { findProject } from "@seaworthy/core/project";
import { installToolchain } from "@seaworthy/toolchain/install/install";
import { preparePulumiHome } from "@seaworthy/toolchain/pulumi/pulumi-home";
import { ensureCloud } from "../../local-cloud.ts";
import { findStack, makeStateDirectory } from "../../project.ts";
import { localEnvironment } from "../../pulumi/environment.ts";
import { ensureLocalStack } from "../../pulumi/stack.ts";

/**
 * Prints only `export` lines to standard output. Stacks at the vendors use the operator's own
 * Pulumi, so only the stack is set.
 */
export async function env(name: string): Promise<void> {
  const stack = findStack(name);
  const variables: Record<string, string> = { PULUMI_STACK: stack.name };
  if (stack.isLocal) {
    makeStateDirectory();
    await preparePulumiHome(
      findProject().pulumiHome,
      await installToolchain({ report: (line) => process.stderr.write(`${line}\n`) }),
    );
    const environment = localEnvironment(await ensureCloud(findProject().cloudDirectory));
    await ensureLocalStack(stack, environment);
    Object.assign(variables, environment);
  }
  process.stdout.write(
    Object.entries(variables)
      .map(([key, value]) => `export ${key}=${shellQuote(value)}\n`)
      .join(""),
  );
}

function shellQuote(value: string): string {
  return `'${value.replaceAll("'", `'\\''`)}'`;
}
