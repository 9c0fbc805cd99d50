import { createHash } from "node:crypto";
import { readdirSync, statSync } from "node:fs";
import { join, sep } from "node:path";

/** Folders written by npm and builds; and, by its path, what no program reads. */
const leftOut = new Set(["node_modules", "dist"]);
const unread = new Set(["docs"]);

/**
 * Changes whenever a source file of a project changes, or the installed packages, by their lock
 * file. By name, size and modification time: hashing every file would cost more than it saves.
 */
export function projectFingerprint(root: string): string {
  const hash = createHash("sha256");
  for (const file of sourcesIn(root).sort()) {
    const { size, mtimeMs } = statSync(join(root, file));
    hash.update(`${file} ${size} ${mtimeMs}\n`);
  }
  return hash.digest("hex");
}

function sourcesIn(root: string, folder = ""): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    if (entry.name.startsWith(".") || leftOut.has(entry.name)) return [];
    const path = folder === "" ? entry.name : `${folder}${sep}${entry.name}`;
    if (unread.has(path)) return [];
    if (entry.isDirectory()) return sourcesIn(root, path);
    return entry.isFile() ? [path] : [];
  });
}
