import { constants, setPriority } from "node:os";
import { SeaworthyError } from "@seaworthy/core/errors.ts";
import { isThirdParty, type SecretName, thirdPartyNames } from "@seaworthy/infra/secret-table.ts";
import { findStack } from "../project.ts";
import { dryRun } from "../rotate/dry-run.ts";
import { jsonLines, plainLines, type Report } from "../rotate/events.ts";
import { changePassphrase } from "../rotate/passphrase/change.ts";
import { dryRunPassphrase } from "../rotate/passphrase/dry-run.ts";
import { passphraseName } from "../rotate/passphrase/name.ts";
import { rotate as rotateSecrets } from "../rotate/rotate.ts";
import { parseNames } from "../rotate/select.ts";
import { stackEnvironment } from "../rotate/stack-environment.ts";
import { type ValueSource, valueSource } from "../rotate/value-source.ts";

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

export async function rotate(name: string, secrets: readonly string[], options: RotateCommandOptions): Promise<void> {
  const stack = findStack(name);
  const isPassphrase = secrets.includes(passphraseName);
  if (isPassphrase && secrets.length > 1)
    throw new SeaworthyError("USAGE", `Rotate ${passphraseName} by itself: the other secrets are kept under it. Nothing was touched.`);
  const names = isPassphrase ? [] : parseNames(secrets);
  const source = sourceFor(isPassphrase, names, options);
  const environment = stackEnvironment(stack);
  const report: Report = options.json ? jsonLines : plainLines;
  const { due = false, emergency = false, wait, takeOver, configFile } = options;
  if (isPassphrase) {
    if (options.dryRun) await dryRunPassphrase(stack, environment, report);
    else await changePassphrase(stack, environment, { report, source, takeOverMs: takeOver * 1000 });
    return;
  }
  // The local cloud's services share this machine with the engine, and requests come first.
  if (stack.isLocal) setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
  const file = configFile === undefined ? {} : { configFile };
  const run = { names, due, emergency, waitMs: wait * 1000, takeOverMs: takeOver * 1000, report, source, ...file };
  await (options.dryRun ? dryRun(stack, environment, run) : rotateSecrets(stack, environment, run));
}

/** Throws USAGE for a source that no secret of the run needs: a value was made for nothing, or the name was forgotten. */
function sourceFor(isPassphrase: boolean, names: readonly SecretName[], options: RotateCommandOptions): ValueSource | undefined {
  const isNamed = options.stdin || options.command !== undefined;
  if (isNamed && !isPassphrase && !names.some(isThirdParty))
    throw new SeaworthyError(
      "USAGE",
      `Name the secret that the value is for: ${[...thirdPartyNames, passphraseName].join(", ")}. Nothing was touched.`,
    );
  return valueSource(options);
}
