import { existsSync, readFileSync, readlinkSync, realpathSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { hasErrno } from "@seaworthy/core/errors";

/**
 * Folder of the program that a policy pack judges. The engine starts a pack in the pack's own
 * folder without telling it the program's, so the engine's own working directory is used.
 * @param pack the pack's folder: a pack inside its program's folder needs no search
 */
export function programRoot(project: string, pack: string = process.cwd()): string {
  const started = [process.env.PWD, engineDirectory()].filter((one) => one !== undefined);
  const candidates = [...started, pack].flatMap(upwards);
  return candidates.find((folder) => isProject(folder, project)) ?? dirname(pack);
}

/** Whether the pack belongs to the program that it judges: it is in that program's folder. */
export const isOwnProgram = (root: string, pack: string = process.cwd()): boolean =>
  upwards(realpathSync(pack)).includes(realpathSync(root));

const upwards = (folder: string): string[] => {
  const full = resolve(folder);
  const parent = dirname(full);
  return parent === full ? [full] : [full, ...upwards(parent)];
};

function isProject(folder: string, name: string): boolean {
  const file = join(folder, "Pulumi.yaml");
  return (
    existsSync(file) &&
    new RegExp(`^name:\\s*["']?${name}["']?\\s*$`, "m").test(readFileSync(file, "utf8"))
  );
}

/** Only Linux exposes it. */
function engineDirectory(): string | undefined {
  try {
    return readlinkSync(`/proc/${process.ppid}/cwd`);
  } catch (thrown) {
    if (hasErrno(thrown, "ENOENT", "EACCES", "EPERM")) return undefined;
    throw thrown;
  }
}
