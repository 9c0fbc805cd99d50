import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { RootCommand, script } from "@bomb.sh/tab";
import { SeaworthyError } from "@seaworthy/core/errors";
import type { Command } from "commander";
import { describeCommands } from "../../completion/describe-commands.ts";
import { stackNames } from "../../project.ts";

const shells = ["bash", "zsh", "fish", "powershell"];

export function printScript(shell: string): void {
  if (!shells.includes(shell))
    throw new SeaworthyError("USAGE", `Shells: ${shells.join(", ")}, not ${shell}.`);
  script(shell, "seaworthy", isOnPath("seaworthy") ? "seaworthy" : "npx --no-install seaworthy");
}

/** Prints the candidates for the last word, in the scripts' format. */
export function complete(program: Command, words: readonly string[]): void {
  const root = new RootCommand();
  describeCommands(root, program, { stacks: namesHere });
  root.parse([...words]);
}

/** Outside of a project there are no stack names. */
function namesHere(): readonly string[] {
  try {
    return stackNames();
  } catch (thrown) {
    if (thrown instanceof SeaworthyError && thrown.code === "PROJECT_NOT_FOUND") return [];
    throw thrown;
  }
}

function isOnPath(name: string): boolean {
  return (process.env.PATH ?? "").split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, name), constants.X_OK);
      return folder !== "";
    } catch {
      return false; // not in this folder
    }
  });
}
