import { setTimeout as delay } from "node:timers/promises";
import type { Environment } from "@seaworthy/core/environment";
import { SeaworthyError } from "@seaworthy/core/errors";
import { findProject } from "@seaworthy/core/project";
import type { Stack } from "../../project.ts";
import { localStackFile } from "../../pulumi/local-passphrase.ts";
import { clearStaleLocks } from "../../pulumi/locks.ts";
import { settlePendingCreates } from "../../pulumi/pending.ts";
import { pulumi } from "../../pulumi/run.ts";
import { stateFiles } from "../../pulumi/state-files.ts";
import { readStackState, type StackState } from "./stack-state.ts";
import { exportState } from "./state-export.ts";

/** How long to wait for a killed run's engine before giving up. */
const foreignEngineMs = 60_000;

/** The Pulumi engine, as a rotation uses it. */
export interface Engine {
  /**
   * Runs the program with those steps; with `hold` the deployment does not change. `provided`
   * values are passed only in the environment.
   */
  run(
    steps: Readonly<Record<string, string>>,
    options: { readonly hold: boolean; readonly provided?: Environment },
  ): Promise<void>;
  readState(): Promise<StackState>;
  /**
   * Takes the stack's lock from an engine on another machine whose run is known to be dead: when
   * the state has not changed for that long, no engine is working on it.
   */
  takeOver(watchForMs: number): Promise<void>;
}

/** `configFile` replaces the stack file, as in `seaworthy up --config-file`. */
export function openEngine(stack: Stack, environment: Environment, configFile?: string): Engine {
  const config =
    configFile === undefined
      ? []
      : ["--config-file", stack.isLocal ? localStackFile(configFile) : configFile];
  return {
    run: async (steps, { hold, provided }) => {
      await settle(stack, environment);
      const rotation = JSON.stringify({ steps, hold });
      const args = [
        "up",
        "--stack",
        stack.name,
        "--yes",
        "--skip-preview",
        "--non-interactive",
        "--suppress-outputs",
        ...config,
      ];
      await pulumi(args, {
        environment: { ...environment, ...provided, SEAWORTHY_ROTATION: rotation },
        output: "collect",
      });
    },
    readState: async () =>
      readStackState(
        JSON.parse(await exportState(stack, environment, "--show-secrets")),
        stack.name,
      ),
    takeOver: async (watchForMs) => {
      let [before, now] = ["", await exportState(stack, environment)];
      while (now !== before) {
        await delay(watchForMs);
        [before, now] = [now, await exportState(stack, environment)];
      }
      await pulumi(["cancel", "--yes", "--stack", stack.name], { environment, output: "collect" });
    },
  };
}

/**
 * Waits for the engine of a killed run, which may still finish its work. A dead one leaves a lock
 * and pending creates, which are removed.
 */
export async function settle(stack: Stack, environment: Environment): Promise<void> {
  if (!stack.isLocal) return;
  const deadline = Date.now() + foreignEngineMs;
  for (;;) {
    try {
      clearStaleLocks(stateFiles(findProject(), stack.name).locks, stack.name);
      break;
    } catch (thrown) {
      const mayEnd = thrown instanceof SeaworthyError && thrown.code === "STACK_LOCKED";
      if (!mayEnd || Date.now() > deadline) throw thrown;
      await delay(250);
    }
  }
  await settlePendingCreates(stack, environment);
}
