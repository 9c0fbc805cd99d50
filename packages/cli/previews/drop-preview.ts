import { existsSync, rmSync } from "node:fs";
import type { Environment } from "@seaworthy/core/environment";
import { SeaworthyError } from "@seaworthy/core/errors";
import { findProject } from "@seaworthy/core/project";
import { pulumi } from "../pulumi/run.ts";

/** Deletes a preview at its vendors, then its state and its stack file. */
export async function dropPreview(stack: string, environment: Environment): Promise<void> {
  const file = findProject().stackFile(stack.split("/").at(-1) ?? stack);
  const at = ["--stack", stack];
  if (!existsSync(file)) await fetchStackFile(at, environment);
  await pulumi(["destroy", "--yes", "--non-interactive", ...at], {
    environment,
    output: "inherit",
  });
  await pulumi(["stack", "rm", "--yes", ...at], { environment, output: "collect" });
  rmSync(file, { force: true });
}

/**
 * Another machine wrote the file; the backend has its values, unless the first `up` failed before
 * it created anything.
 */
async function fetchStackFile(at: readonly string[], environment: Environment): Promise<void> {
  try {
    await pulumi(["config", "refresh", "--force", ...at], { environment, output: "collect" });
  } catch (thrown) {
    const isNew = thrown instanceof SeaworthyError && thrown.message.includes(neverDeployed);
    if (!isNew) throw thrown;
  }
}

/** Pulumi's words. */
const neverDeployed = "no previous deployment";
