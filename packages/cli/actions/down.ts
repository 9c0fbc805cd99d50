import { rmSync } from "node:fs";
import { SeaworthyError } from "@seaworthy/core/errors";
import { findProject } from "@seaworthy/core/project";
import { deleteCloudDirectory } from "@seaworthy/local/kernel/data-directory";
import { stopCloud } from "../local-cloud.ts";
import { findStack } from "../project.ts";
import { forgetLocalPassphrase } from "../pulumi/local-passphrase.ts";
import { pulumi } from "../pulumi/run.ts";

export interface DownOptions {
  readonly wipe?: boolean;
}

export async function down(name: string, options: DownOptions): Promise<void> {
  const stack = findStack(name);
  if (!stack.isLocal) {
    if (options.wipe)
      throw new SeaworthyError(
        "USAGE",
        "--wipe is for the local stack: it deletes the local cloud's data.",
      );
    await pulumi(["destroy", "--stack", stack.name], { environment: {}, output: "inherit" });
    return;
  }
  await stopCloud(findProject().cloudDirectory);
  if (options.wipe) wipe();
  process.stdout.write(
    options.wipe
      ? "The local cloud is stopped and its data deleted.\n"
      : "The local cloud is stopped; its data stays.\n",
  );
}

/**
 * The state goes with the data that it describes: a state without its cloud would only name things
 * that are gone.
 */
function wipe(): void {
  deleteCloudDirectory(findProject().cloudDirectory);
  rmSync(findProject().pulumiState, { recursive: true, force: true });
  forgetLocalPassphrase();
}
