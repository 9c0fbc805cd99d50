import { readFileSync, statSync } from "node:fs";
import { type ErrorCode, hasErrno, SeaworthyError } from "./errors.ts";

/** How to refuse a file that a person named and that cannot be read. */
export interface Refusal {
  readonly code: ErrorCode;
  /** How the command line or a message calls it: `--profile`. */
  readonly what: string;
  /** What to type or to write instead. */
  readonly fix: string;
}

/** No file that a person writes, or that a check wrote, is larger. */
const mostMegabytes = 32;

/**
 * Reads a text that a person named. Throws the error that was asked for, with what is wrong and
 * what to do: no name, no such file, a folder, no right to read it, too large, no text.
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
