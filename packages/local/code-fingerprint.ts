import { createHash } from "node:crypto";
import { readdirSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const require = createRequire(import.meta.url);
const folderOf = (file: string) => dirname(require.resolve(file));

/** What the local cloud's process loads: this package and its workspace dependencies. */
const packages = {
  local: import.meta.dirname,
  "rules-language": folderOf("@seaworthy/rules-language/index"),
  core: folderOf("@seaworthy/core/errors"),
  toolchain: folderOf("@seaworthy/toolchain/services"),
};

/**
 * Changes whenever a source file of the local cloud changes: name, size or modification time, which
 * takes milliseconds to read.
 */
export function codeFingerprint(): string {
  const hash = createHash("sha256");
  for (const [name, folder] of Object.entries(packages)) {
    for (const file of readdirSync(folder, {
      recursive: true,
      encoding: "utf8",
    }).sort()) {
      if (
        !/\.(ts|js|peggy)$/.test(file) ||
        file.endsWith(".test.ts") ||
        file.includes("node_modules")
      )
        continue;
      const { size, mtimeMs } = statSync(join(folder, file));
      hash.update(`${name}/${file} ${size} ${mtimeMs}\n`);
    }
  }
  return hash.digest("hex").slice(0, 16);
}
