import type { Environment } from "@seaworthy/core/environment";
import { readJsonFile } from "@seaworthy/core/json-file";
import { findProject } from "@seaworthy/core/project";
import { z } from "zod";
import type { Stack } from "../project.ts";
import { pulumi } from "./run.ts";
import { damagedState, stateFiles } from "./state-files.ts";

const checkpointSchema = z.object({
  checkpoint: z.object({
    latest: z.object({ pending_operations: z.array(z.unknown()).nullish() }).nullish(),
  }),
});

/**
 * Removes pending creates of a killed engine from the state: the plugins find such objects by their
 * natural key, so the next `up` adopts them. Otherwise every later `up` would warn about them.
 * Returns their number.
 */
export async function settlePendingCreates(
  stack: Stack,
  environment: Environment,
): Promise<number> {
  const pending = countPending(stateFiles(findProject(), stack.name).checkpoint);
  if (pending > 0) {
    const args = [
      "refresh",
      "--stack",
      stack.name,
      "--yes",
      "--skip-preview",
      "--non-interactive",
      "--clear-pending-creates",
    ];
    await pulumi(args, { environment, output: "collect" });
  }
  return pending;
}

const countPending = (checkpoint: string): number =>
  readJsonFile(checkpoint, checkpointSchema, damagedState)?.checkpoint.latest?.pending_operations
    ?.length ?? 0;
