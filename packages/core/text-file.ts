import { readFileSync, statSync } from "node:fs";
import { type ErrorCode, hasErrno, SeaworthyError } from "./errors.ts";

/** How to report an unreadable file that the user named. */
export interface Refusal {
  readonly code: ErrorCode;
  /** Its name on the command line or in a message: `--profile`. */
  readonly what: string;
  /** What to type or write instead. */
  readonly fix: string;
}

/** No file written by a user or by a check is larger. */
const mostMegabytes = 32;

/**
 * Reads a text file that the user named. Throws the given error with what is wrong and what to do:
 * no name, not found, a folder, no permission, too large, not text.
 */
export function readTextFile(path: string, refusal: Refusal): string {
  const refuse = (why: string, cause?: unknown) =>
    new SeaworthyError(refusal.code, `${refusal.what} ${why} ${refusal.fix}`, { cause });
  if (path.trim() === "") throw refuse("names no file.");
  try {
    if (statSync(path).size > mostMegabytes * 1024 * 1024)
      throw refuse(`${path} is larger than ${mostMegabytes} MB.`);
    const text = new TextDecoder("utf-8", { fatal: true }).decode(readFileSync(path));
    if (text.includes("\0")) throw refuse(`${path} is not a text file.`);
    return text;
  } catch (thrown) {
    const why = reasonOf(thrown);
    throw why === undefined ? thrown : refuse(`${path} ${why}.`, thrown);
  }
}

const reasons = {
  ENOENT: "does not exist",
  ENOTDIR: "does not exist",
  EISDIR: "is a folder",
  EACCES: "cannot be read: permission denied",
  EPERM: "cannot be read: permission denied",
  ENAMETOOLONG: "is longer than a file's name may be",
  ELOOP: "is a symbolic link to itself",
} as const;

function reasonOf(thrown: unknown): string | undefined {
  const found = Object.entries(reasons).find(([code]) => hasErrno(thrown, code));
  if (found !== undefined) return found[1];
  return hasErrno(thrown, "ERR_ENCODING_INVALID_ENCODED_DATA") ? "is not a text file" : undefined;
}
