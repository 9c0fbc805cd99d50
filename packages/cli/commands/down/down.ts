import { existsSync, readdirSync, rmdirSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { SeaworthyError } from "@seaworthy/core/errors";
import { findProject } from "@seaworthy/core/project";
import { deleteCloudDirectory } from "@seaworthy/local/kernel/data-directory";
import { confirm } from "../../confirm.ts";
import { driftFile } from "../../drift/results.ts";
import { loadRunsFile } from "../../load/results.ts";
import { stopCloud } from "../../local-cloud.ts";
import { findStack } from "../../project.ts";
import { judgedInputsFile } from "../../pulumi/judged-inputs.ts";
import { forgetLocalPassphrase } from "../../pulumi/local-passphrase.ts";
import { resultsFile } from "../../verify/results/store.ts";

export interface DownOptions {
  readonly wipe?: boolean;
  readonly yes?: boolean;
}

export async function down(name: string, { wipe = false, yes }: DownOptions): Promise<void> {
  const stack = findStack(name);
  if (!stack.isLocal)
    throw new SeaworthyError(
      "USAGE",
      `down stops the local cloud, but stack ${stack.name} runs at its vendors. To delete everything in it: npx seaworthy destroy ${stack.name}`,
    );
  const { cloudDirectory, pulumiState } = findProject();
  if (wipe && [cloudDirectory, pulumiState].some((folder) => existsSync(folder)))
    await confirm({
      message:
        "Delete the local cloud's data (databases, Redis, mails, errors) and the local stack?",
      yes,
    });
  await stopCloud(cloudDirectory);
  if (wipe) deleteData(stack.name);
  process.stdout.write(
    wipe
      ? "The local cloud is stopped and its data is deleted.\n"
      : "The local cloud is stopped. Its data is kept.\n",
  );
}

/** The state is deleted with its data: without its cloud it would only name missing objects. */
function deleteData(stack: string): void {
  const project = findProject();
  deleteCloudDirectory(project.cloudDirectory);
  rmSync(project.pulumiState, { recursive: true, force: true });
  forgetLocalPassphrase();
  rmSync(judgedInputsFile(project), { force: true });
  for (const file of [
    loadRunsFile(project, stack),
    resultsFile(project, stack),
    driftFile(project, stack),
  ])
    deleteResults(file);
}

/** Deletes the stack's results, and the folder unless other stacks have results. */
function deleteResults(file: string): void {
  rmSync(file, { force: true });
  const folder = dirname(file);
  if (existsSync(folder) && readdirSync(folder).length === 0) rmdirSync(folder);
}
