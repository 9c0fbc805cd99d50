import { chmodSync, closeSync, mkdirSync, openSync } from "node:fs";
import { dirname } from "node:path";

/**
 * Makes an empty file for this user alone, in a folder for this user alone; one that is there is
 * closed to others. For SQLite, which gives its write-ahead log the mode that the database has when
 * it is opened.
 */
export function makePrivateFile(file: string): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  closeSync(openSync(file, "a", 0o600));
  chmodSync(file, 0o600);
}
