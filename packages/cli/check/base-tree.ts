import { execFile } from "node:child_process";
import { mkdirSync, readdirSync, realpathSync, symlinkSync } from "node:fs";
import { join, relative } from "node:path";
import { promisify } from "node:util";
import { SeaworthyError } from "@seaworthy/core/errors";

const execute = promisify(execFile);

/**
 * Writes the tree of a git ref into a folder, linking the checkout's installed packages but the
 * ref's own workspaces. Leaves no trace in the repository. Throws BASELINE_INVALID when the ref
 * does not exist.
 */
export async function writeTree(root: string, ref: string, directory: string): Promise<void> {
  const commit = await commitOf(root, ref);
  mkdirSync(directory, { recursive: true });
  const archive = join(directory, ".tree.tar");
  await execute("git", ["-C", root, "archive", "--format=tar", `--output=${archive}`, commit]);
  await execute("tar", ["-xf", archive, "-C", directory]);
  linkPackages(root, directory);
}

async function commitOf(root: string, ref: string): Promise<string> {
  try {
    const { stdout } = await execute("git", [
      "-C",
      root,
      "rev-parse",
      "--verify",
      "--quiet",
      "--end-of-options",
      `${ref}^{commit}`,
    ]);
    return stdout.trim();
  } catch (cause) {
    const fix = "Fetch it first (git fetch origin <branch>). A shallow clone has only one commit.";
    throw new SeaworthyError("BASELINE_INVALID", `Commit ${ref} not found. ${fix}`, {
      cause,
    });
  }
}

const workspaceScope = "@seaworthy";

function linkPackages(root: string, directory: string): void {
  const installed = join(root, "node_modules");
  const packages = join(directory, "node_modules");
  mkdirSync(join(packages, workspaceScope), { recursive: true });
  for (const name of readdirSync(installed)) {
    if (name !== workspaceScope) symlinkSync(join(installed, name), join(packages, name));
  }
  for (const name of readdirSync(join(installed, workspaceScope))) {
    const folder = relative(
      realpathSync(root),
      realpathSync(join(installed, workspaceScope, name)),
    );
    symlinkSync(join(directory, folder), join(packages, workspaceScope, name));
  }
}
