import { existsSync, readFileSync } from "node:fs";
import { type Environment, readEnvironment } from "@seaworthy/core/environment";
import { SeaworthyError } from "@seaworthy/core/errors";
import { findProject } from "@seaworthy/core/project";
import { confirm } from "../../confirm.ts";
import { dropPreview } from "../../previews/drop-preview.ts";
import { previewUntil } from "../../previews/expiry.ts";
import { previewIn } from "../../previews/preview-file.ts";
import { isPreviewName } from "../../previews/preview-name.ts";
import { findStack } from "../../project.ts";
import { pulumi } from "../../pulumi/run.ts";
import { stackEnvironment } from "../../rotate/stack/stack-environment.ts";

export interface DestroyOptions {
  readonly yes?: boolean;
}

export async function destroy(name: string, { yes = false }: DestroyOptions): Promise<void> {
  if (await isPreview(name, readEnvironment())) {
    await confirm({ message: `Delete preview ${name} with all its data?`, yes });
    await dropPreview(name, readEnvironment());
    process.stdout.write(`Preview ${name} is deleted.\n`);
    return;
  }
  const stack = findStack(name);
  if (!yes && !process.stdin.isTTY)
    throw new SeaworthyError(
      "USAGE",
      `Deleting everything in stack ${stack.name} needs confirmation, and this is not a terminal: add --yes. Nothing was changed.`,
    );
  const flags = yes ? ["--yes", "--non-interactive"] : [];
  await pulumi(["destroy", "--stack", stack.name, ...flags], {
    environment: stackEnvironment(stack),
    output: "inherit",
  });
}

/** By its stack file or, on another machine than the one that made it, by the backend. */
async function isPreview(name: string, environment: Environment): Promise<boolean> {
  if (!isPreviewName(name)) return false;
  const file = findProject().stackFile(name);
  if (existsSync(file)) return previewIn(readFileSync(file, "utf8")) === name;
  try {
    return (await previewUntil(name, environment)) !== undefined;
  } catch (thrown) {
    if (thrown instanceof SeaworthyError && thrown.code === "PULUMI_FAILED") return false;
    throw thrown;
  }
}
