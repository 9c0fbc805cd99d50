import { existsSync } from "node:fs";
import type { Environment } from "@seaworthy/core/environment";
import { findProject } from "@seaworthy/core/project";
import type { Stack } from "../project.ts";
import { pulumi } from "./run.ts";
import { stateFiles } from "./state-files.ts";

/**
 * Creates the local stack's state if necessary and selects it, so that plain `pulumi` commands need
 * no `--stack`.
 */
export async function ensureLocalStack(stack: Stack, environment: Environment): Promise<void> {
  if (existsSync(stateFiles(findProject(), stack.name).checkpoint)) return;
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
