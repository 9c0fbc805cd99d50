import { rmSync } from "node:fs";
import { SeaworthyError } from "@seaworthy/core/errors";
import { findProject } from "@seaworthy/core/project";
import { deleteCloudDirectory } from "@seaworthy/local/kernel/data-directory";
import { stopCloud } from "../../local-cloud.ts";
import { findStack } from "../../project.ts";
import { forgetLocalPassphrase } from "../../pulumi/local-passphrase.ts";

export interface DownOptions {
  readonly wipe?: boolean;
}

export async function down(name: string, options: DownOptions): Promise<void> {
  const stack = findStack(name);
  if (!stack.isLocal)
    throw new SeaworthyError(
      "USAGE",
      `down stops the local cloud, but stack ${stack.name} runs at its vendors. To delete everything in it: npx seaworthy destroy ${stack.name}`,
    );
  await stopCloud(findProject().cloudDirectory);
  if (options.wipe) wipe();
  process.stdout.write(
    options.wipe
      ? "The local cloud is stopped and its data is deleted.\n"
      : "The local cloud is stopped. Its data is kept.\n",
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
