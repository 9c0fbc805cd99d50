import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

/**
 * The project that contains a folder, found as in packages/core/project.ts (which cannot be loaded
 * yet). npm runs scripts in the folder of package.json.
 */
export function findRoot(from) {
  const isRoot = ["Pulumi.yaml", "package.json"].every((file) => existsSync(join(from, file)));
  return isRoot || from === dirname(from) ? from : findRoot(dirname(from));
}
