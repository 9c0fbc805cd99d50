import { chmodSync, closeSync, mkdirSync, openSync } from "node:fs";
import { dirname } from "node:path";

/**
 * Creates an empty file and its folder with access for this user only; restricts an existing file.
 * For SQLite, which gives its write-ahead log the mode that the database has when opened, and for
 * which `:memory:` is no file.
 */
export function makePrivateFile(file: string): void {
  if (file === ":memory:") return;
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  closeSync(openSync(file, "a", 0o600));
  chmodSync(file, 0o600);
}
