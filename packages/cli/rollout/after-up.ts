import type { Environment } from "@seaworthy/core/environment";
import { SeaworthyError } from "@seaworthy/core/errors";
import type { RolloutSettings } from "@seaworthy/sdk/rollout/settings";
import { rollbackNote } from "../rollback/note.ts";
import { openWorker } from "../worker/worker.ts";
import type { GateOptions } from "./gate.ts";
import { endMessage, isRolloutSplit } from "./split.ts";

/** Engine settings for a gated `up`: it uploads the version without shifting traffic. */
export const heldRun = (settings: RolloutSettings | undefined): Environment =>
  settings === undefined ? {} : { SEAWORTHY_ROTATION: JSON.stringify({ steps: {}, hold: true }) };

/** Throws CONFIG_INVALID before any planning. */
export function requireGateTokens(environment: Environment): void {
  const names = ["CLOUDFLARE_API_TOKEN", "SENTRY_AUTH_TOKEN"] as const;
  const missing = names.filter((name) => environment[name] === undefined);
  if (missing.length === 0) return;
  throw new SeaworthyError(
    "CONFIG_INVALID",
    `Set ${missing.join(" and ")}: a gated rollout moves traffic and looks for new issues. Nothing was changed. Without the gate: --no-gate.`,
  );
}

export interface AfterUp extends Omit<GateOptions, "settings"> {
  readonly versionId: string;
  /** Undefined: all requests go to the new version at once. */
  readonly settings: RolloutSettings | undefined;
}

/**
 * Runs after the engine: the gate or, without it, the completion of an interrupted rollout. A
 * version that an operator rolled back stays so until there is a new one. Throws ROLLOUT_*.
 */
export async function afterUp(options: AfterUp): Promise<void> {
  const { stack, environment, manifest, versionId, settings, say } = options;
  // Its token may only be in the stack file, where only the engine reads it.
  if (environment.CLOUDFLARE_API_TOKEN === undefined) return;
  const worker = openWorker({ manifest }, environment);
  const deployment = await worker.shares();
  const note = rollbackNote(deployment, versionId);
  if (note !== undefined)
    say(
      `${note} The code is the same as before: change it, or type npx seaworthy rollback ${stack.name} ${versionId} to serve it again.`,
    );
  else if (settings !== undefined)
    await (await import("./gate.ts")).passGate({ ...options, settings });
  else if (isRolloutSplit(deployment)) {
    await worker.deploy([{ versionId, percentage: 100 }], endMessage(`${versionId} without gate`));
    say(`A rollout was left in between: version ${versionId} gets all requests now.`);
  }
}
