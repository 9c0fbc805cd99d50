import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/** One hash of the names and contents of files; a missing file counts too. */
export function hashFiles(files) {
  const hash = createHash("sha256");
  for (const file of files)
    hash.update(`${file}\0`).update(existsSync(file) ? readFileSync(file) : "missing");
  return hash.digest("hex");
}

/**
 * True when the step that wrote this stamp had the same inputs and completed: it is written last.
 */
export function isStamped(file, value) {
  return existsSync(file) && readFileSync(file, "utf8") === value;
}

export function writeStamp(file, value) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, value);
}
