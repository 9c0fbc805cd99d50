import { constants, setPriority } from "node:os";
import { findStack } from "../project.ts";
import { openEngine } from "../rotate/engine.ts";
import { jsonLines, plainLines, type Report } from "../rotate/events.ts";
import { rotate as rotateSecrets } from "../rotate/rotate.ts";
import { isDue, parseNames, targetsOf } from "../rotate/select.ts";
import { stackEnvironment } from "../rotate/stack-environment.ts";

export interface RotateCommandOptions {
  readonly due?: boolean;
  readonly emergency?: boolean;
  readonly dryRun?: boolean;
  readonly json?: boolean;
  readonly wait: number;
  readonly configFile?: string;
}

export async function rotate(name: string, secrets: readonly string[], options: RotateCommandOptions): Promise<void> {
  const stack = findStack(name);
  const names = parseNames(secrets);
  const environment = stackEnvironment(stack);
  const report: Report = options.json ? jsonLines : plainLines;
  const due = options.due ?? false;
  // The local cloud's services share this machine with the engine, and requests come first.
  if (stack.isLocal) setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
  if (options.dryRun) {
    const state = await openEngine(stack, environment).readState();
    const chosen = names.filter((secret) => !due || isDue(state.credentials[secret], new Date()));
    report({ event: "started", run: "dry-run", secrets: targetsOf(state, chosen) as Record<string, number> });
    return;
  }
  const { emergency = false, wait, configFile } = options;
  const file = configFile === undefined ? {} : { configFile };
  await rotateSecrets(stack, environment, { names, due, emergency, waitMs: wait * 1000, report, ...file });
}
