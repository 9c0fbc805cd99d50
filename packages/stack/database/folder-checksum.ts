import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** SHA-256, in hexadecimal, of the names and contents of a folder's matching files. */
export function folderChecksum(folder: string, names: RegExp): string {
  const hash = createHash("sha256");
  for (const file of readdirSync(folder)
    .filter((name) => names.test(name))
    .sort()) {
    const content = readFileSync(join(folder, file));
    hash.update(`${file}\0${content.length}\0`).update(content);
  }
  return hash.digest("hex");
}

/** Same over several folders, in order. */
export function foldersChecksum(folders: readonly string[], names: RegExp): string {
  const hash = createHash("sha256");
  for (const folder of folders) hash.update(`${folderChecksum(folder, names)}\n`);
  return hash.digest("hex");
}
