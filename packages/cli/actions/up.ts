import type { Environment } from "@seaworthy/core/environment";
import { findProject } from "@seaworthy/core/project";
import { installToolchain } from "@seaworthy/toolchain/install";
import { preparePulumiHome } from "@seaworthy/toolchain/pulumi-home";
import { Listr } from "listr2";
import { ensureCloud, releasePorts } from "../local-cloud.ts";
import { progressOptions } from "../progress.ts";
import { findStack, makeStateDirectory, type Stack } from "../project.ts";
import { localEnvironment } from "../pulumi/environment.ts";
import { localStackFile } from "../pulumi/local-passphrase.ts";
import { clearStaleLocks } from "../pulumi/locks.ts";
import { settlePendingCreates } from "../pulumi/pending.ts";
import { pulumi } from "../pulumi/run.ts";
import { ensureLocalStack } from "../pulumi/stack.ts";
import { stateFiles } from "../pulumi/state-files.ts";
import { printLocalStatus } from "../status/print.ts";

export interface UpOptions {
  readonly configFile?: string;
  readonly newPorts?: boolean;
}

export async function up(name: string, options: UpOptions): Promise<void> {
  const stack = findStack(name);
  const common = [
    "--stack",
    stack.name,
    "--policy-pack",
    findProject().policies,
    ...(options.configFile
      ? ["--config-file", stack.isLocal ? localStackFile(options.configFile) : options.configFile]
      : []),
  ];
  if (!stack.isLocal) {
    await pulumi(["up", ...common], { environment: {}, output: "inherit" });
    return;
  }
  if (options.newPorts) await releasePorts(findProject().cloudDirectory);
  const environment = await prepareLocal(stack);
  await pulumi(["up", "--yes", "--non-interactive", "--suppress-permalink=true", ...common], {
    environment,
    output: "inherit",
  });
  await printLocalStatus();
}

/** Everything that a plain `pulumi up` on the local stack needs. */
async function prepareLocal(stack: Stack): Promise<Environment> {
  makeStateDirectory();
  let environment: Environment = {};
  const steps = new Listr(
    [
      {
        title: "Pulumi toolchain",
        task: async (_context, task) => {
          const toolchain = await installToolchain({ report: (line) => (task.output = line) });
          await preparePulumiHome(findProject().pulumiHome, toolchain);
        },
      },
      { title: "Local cloud", task: () => ensureCloud(findProject().cloudDirectory) },
      {
        title: "Pulumi stack",
        task: async () => {
          environment = localEnvironment(await ensureCloud(findProject().cloudDirectory));
          clearStaleLocks(stateFiles(findProject(), stack.name).locks, stack.name);
          await ensureLocalStack(stack, environment);
          await settlePendingCreates(stack, environment);
        },
      },
    ],
    progressOptions,
  );
  await steps.run();
  return environment;
}
