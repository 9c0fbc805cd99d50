import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Environment } from "@seaworthy/core/environment";
import { SeaworthyError } from "@seaworthy/core/errors";
import { findProject } from "@seaworthy/core/project";
import { z } from "zod";
import type { Stack } from "../../project.ts";
import { pulumi } from "../../pulumi/run.ts";
import { readText } from "../../pulumi/stack-file.ts";
import { settle } from "../stack/engine.ts";
import { exportState } from "../stack/state-export.ts";

const exportSchema = z.looseObject({
  deployment: z.looseObject({
    secrets_providers: z
      .object({ type: z.string(), state: z.looseObject({ salt: z.string().optional() }).nullish() })
      .nullish(),
  }),
});

/** How a stack's state is encrypted. */
export interface Encryption {
  /** `passphrase`, `service`, `cloud`. */
  readonly provider: string;
  readonly salt: string | undefined;
}

/**
 * The state contains it in plain text, so no passphrase is needed. Throws STACK_UNKNOWN and
 * CONFIG_INVALID with what to do.
 */
export async function readEncryption(stack: Stack, environment: Environment): Promise<Encryption> {
  const { secrets_providers: providers } = (await exported(stack, environment)).deployment;
  return { provider: providers?.type ?? "service", salt: providers?.state?.salt };
}

/**
 * Whether the state is encrypted with that salt, meaning that a change of the passphrase got as far
 * as writing it.
 */
export async function isUnderSalt(
  stack: Stack,
  environment: Environment,
  salt: string,
): Promise<boolean> {
  return (await readEncryption(stack, environment)).salt === salt;
}

/** Whether that passphrase opens the state. */
export async function opens(
  stack: Stack,
  environment: Environment,
  passphrase: string,
): Promise<boolean> {
  try {
    await exported(
      stack,
      { ...environment, PULUMI_CONFIG_PASSPHRASE: passphrase },
      "--show-secrets",
    );
    return true;
  } catch (thrown) {
    if (thrown instanceof SeaworthyError && thrown.code === "CONFIG_INVALID") return false;
    throw thrown;
  }
}

export interface Passphrases {
  readonly from: string;
  readonly to: string;
}

/**
 * The stack file for the new passphrase, created by Pulumi's own command on a stack without state
 * in a separate folder.
 */
export async function reencryptStackFile(
  stack: Stack,
  stackFile: string,
  environment: Environment,
  { from, to }: Passphrases,
): Promise<string> {
  const folder = stackFolder(stack, stackFile);
  try {
    const scratch = {
      ...environment,
      PULUMI_BACKEND_URL: pathToFileURL(folder).href,
      PULUMI_CONFIG_PASSPHRASE: from,
      PULUMI_OPTION_CONFIG_FILE: "",
    };
    const run = { environment: scratch, output: "collect", directory: folder } as const;
    await pulumi(["stack", "init", stack.name, "--secrets-provider", "passphrase"], run);
    await pulumi(["stack", "change-secrets-provider", "passphrase", "--stack", stack.name], {
      ...run,
      input: `${to}\n${to}\n`,
    });
    return readText(join(folder, basename(findProject().stackFile(stack.name))));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Re-encrypts the state with the new passphrase and the new stack file's salt, in one write. In
 * plain text the state is only in this process's memory and a pipe, never in a file.
 */
export async function reencryptState(
  stack: Stack,
  stackFile: string,
  salt: string,
  environment: Environment,
  { from, to }: Passphrases,
): Promise<void> {
  await settle(stack, environment);
  const state = await exported(
    stack,
    { ...environment, PULUMI_CONFIG_PASSPHRASE: from },
    "--show-secrets",
  );
  const input = JSON.stringify({
    ...state,
    deployment: { ...state.deployment, secrets_providers: { type: "passphrase", state: { salt } } },
  });
  const folder = stackFolder(stack, stackFile);
  try {
    const changed = { ...environment, PULUMI_CONFIG_PASSPHRASE: to, PULUMI_OPTION_CONFIG_FILE: "" };
    await pulumi(["stack", "import", "--stack", stack.name], {
      environment: changed,
      output: "collect",
      directory: folder,
      input,
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function exported(stack: Stack, environment: Environment, ...flags: string[]) {
  return exportSchema.parse(JSON.parse(await exportState(stack, environment, ...flags)));
}

/**
 * The project with one stack file, outside the checkout: Pulumi writes into its working directory.
 */
function stackFolder(stack: Stack, stackFile: string): string {
  const folder = mkdtempSync(join(tmpdir(), "seaworthy-passphrase-"));
  const { programFile, stackFile: fileOf } = findProject();
  cpSync(programFile, join(folder, basename(programFile)));
  writeFileSync(join(folder, basename(fileOf(stack.name))), stackFile, { mode: 0o600 });
  return folder;
}
