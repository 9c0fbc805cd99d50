import { findProject } from "@seaworthy/core/project";
import { installToolchain } from "@seaworthy/toolchain/install";
import { preparePulumiHome } from "@seaworthy/toolchain/pulumi-home";
import { ensureCloud } from "../../local-cloud.ts";
import { findStack, makeStateDirectory } from "../../project.ts";
import { localEnvironment } from "../../pulumi/environment.ts";
import { ensureLocalStack } from "../../pulumi/stack.ts";

/**
 * Nothing but `export` lines goes to standard output. Other stacks use a person's own Pulumi: there
 * is nothing to set but the stack.
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
