import { constants, setPriority } from "node:os";
import type { Environment } from "@seaworthy/core/environment";
import { SeaworthyError } from "@seaworthy/core/errors";
import { findStack, type Stack } from "../../project.ts";
import { requireTokens } from "../../pulumi/access.ts";
import { readText } from "../../pulumi/stack-file.ts";
import { dryRun } from "../../rotate/dry-run.ts";
import { changePassphrase } from "../../rotate/passphrase/change.ts";
import { dryRunPassphrase } from "../../rotate/passphrase/dry-run.ts";
import { passphraseName } from "../../rotate/passphrase/name.ts";
import { showProgress } from "../../rotate/progress.ts";
import { type RotateOptions, rotate as rotateSecrets } from "../../rotate/rotate.ts";
import { stackEnvironment } from "../../rotate/stack/stack-environment.ts";
import { valueSource } from "../../rotate/values/value-source.ts";

export interface RotateCommandOptions {
  readonly due?: boolean;
  readonly emergency?: boolean;
  readonly dryRun?: boolean;
  readonly json?: boolean;
  readonly stdin?: boolean;
  /** A shell command that prints a value. */
  readonly command?: string;
  readonly wait: number;
  readonly takeOver: number;
  readonly configFile?: string;
}

export async function rotate(
  name: string,
  secrets: readonly string[],
  options: RotateCommandOptions,
): Promise<void> {
  const stack = findStack(name);
  if (options.configFile !== undefined) readText(options.configFile);
  const isPassphrase = secrets.includes(passphraseName);
  if (isPassphrase && secrets.length > 1)
    throw new SeaworthyError(
      "USAGE",
      `Rotate ${passphraseName} on its own: it encrypts the other secrets. Nothing was changed.`,
    );
  const source = valueSource(options);
  const environment = stackEnvironment(stack);
  if (!stack.isLocal && !isPassphrase) requireTokens(stack.name, environment, []);
  const { report, end } = showProgress(options);
  try {
    const run = { report, source, takeOverMs: options.takeOver * 1000 };
    if (isPassphrase)
      await (options.dryRun
        ? dryRunPassphrase(stack, environment, report)
        : changePassphrase(stack, environment, run));
    else await rotateNamed(stack, environment, secrets, options, run);
  } finally {
    await end();
  }
}

type Shared = Pick<RotateOptions, "report" | "source" | "takeOverMs">;

async function rotateNamed(
  stack: Stack,
  environment: Environment,
  names: readonly string[],
  { due = false, emergency = false, wait, dryRun: isDry, configFile }: RotateCommandOptions,
  shared: Shared,
): Promise<void> {
  // The local cloud shares this machine with the engine; requests take priority.
  if (stack.isLocal) setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
  const file = configFile === undefined ? {} : { configFile };
  const run = { ...shared, names, due, emergency, waitMs: wait * 1000, ...file };
  await (isDry ? dryRun(stack, environment, run) : rotateSecrets(stack, environment, run));
}
