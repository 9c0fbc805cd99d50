import { createHash } from "node:crypto";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "../..");
/** What the local cloud's process loads of this checkout. */
const folders = ["packages/local", "packages/rules-language", "packages/core"];

/**
 * Changes whenever a source file of the local cloud does: by name, size and time of change, so that
 * it costs milliseconds.
 */
export function codeFingerprint(): string {
  const hash = createHash("sha256");
  for (const folder of folders) {
    for (const file of readdirSync(join(root, folder), {
      recursive: true,
      encoding: "utf8",
    }).sort()) {
      if (!/\.(ts|peggy)$/.test(file) || file.endsWith(".test.ts") || file.includes("node_modules"))
        continue;
      const { size, mtimeMs } = statSync(join(root, folder, file));
      hash.update(`${folder}/${file} ${size} ${mtimeMs}\n`);
    }
  }
  return hash.digest("hex").slice(0, 16);
}
