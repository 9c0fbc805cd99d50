import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Environment } from "@seaworthy/core/environment";
import { project, type Stack } from "../project.ts";
import { pulumi } from "./run.ts";

/**
 * Creates the local stack's state when there is none and selects it, so that plain `pulumi`
 * commands need no `--stack`.
 */
export async function ensureLocalStack(stack: Stack, environment: Environment): Promise<void> {
  const checkpoint = join(
    project.pulumiState,
    ".pulumi",
    "stacks",
    "seaworthy",
    `${stack.name}.json`,
  );
  if (existsSync(checkpoint)) return;
  await pulumi(["stack", "select", stack.name, "--create", "--secrets-provider", "passphrase"], {
    environment,
    output: "collect",
  });
}

export async function stackOutputs(
  stack: Stack,
  environment: Environment,
  showSecrets: boolean,
): Promise<Record<string, unknown>> {
  const args = [
    "stack",
    "output",
    "--json",
    "--stack",
    stack.name,
    ...(showSecrets ? ["--show-secrets"] : []),
  ];
  return JSON.parse(await pulumi(args, { environment, output: "collect" })) as Record<
    string,
    unknown
  >;
}
