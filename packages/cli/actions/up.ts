import type { Environment } from "@seaworthy/core/environment";
import { installToolchain } from "@seaworthy/toolchain/install";
import { preparePulumiHome } from "@seaworthy/toolchain/pulumi-home";
import { Listr } from "listr2";
import { ensureCloud, releasePorts } from "../local-cloud.ts";
import { progressOptions } from "../progress.ts";
import { findStack, makeStateDirectory, project, type Stack } from "../project.ts";
import { localEnvironment } from "../pulumi/environment.ts";
import { localStackFile } from "../pulumi/local-passphrase.ts";
import { clearStaleLocks } from "../pulumi/locks.ts";
import { settlePendingCreates } from "../pulumi/pending.ts";
import { pulumi } from "../pulumi/run.ts";
import { ensureLocalStack } from "../pulumi/stack.ts";
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
    project.policies,
    ...(options.configFile
      ? ["--config-file", stack.isLocal ? localStackFile(options.configFile) : options.configFile]
      : []),
  ];
  if (!stack.isLocal) {
    await pulumi(["up", ...common], { environment: {}, output: "inherit" });
    return;
  }
  if (options.newPorts) await releasePorts(project.cloudDirectory);
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
          await preparePulumiHome(project.pulumiHome, toolchain);
        },
      },
      { title: "Local cloud", task: () => ensureCloud(project.cloudDirectory) },
      {
        title: "Pulumi stack",
        task: async () => {
          environment = localEnvironment(await ensureCloud(project.cloudDirectory));
          clearStaleLocks(project.pulumiState, stack.name);
          await ensureLocalStack(stack, environment);
          await settlePendingCreates(stack, project.pulumiState, environment);
        },
      },
    ],
    progressOptions,
  );
  await steps.run();
  return environment;
}
