import { hasErrno, SeaworthyError } from "@seaworthy/core/errors";

/** SQLite's result codes for a file that cannot be made or written; sqlite.org/rescode.html */
const sqliteCodes = [8, 14];

/** What to do about a folder that cannot be written; what was thrown for any other reason. */
export function writeFailure(
  thrown: unknown,
  folder: string,
  whileMaking: readonly string[] = [],
): unknown {
  if (hasErrno(thrown, "ENOSPC", "EDQUOT"))
    return new SeaworthyError(
      "DISK_FULL",
      `The disk of ${folder} is full. Free some space, or set XDG_CACHE_HOME to a folder on another disk.`,
      { cause: thrown },
    );
  const isSqlite =
    thrown instanceof Error && "errcode" in thrown && sqliteCodes.includes(Number(thrown.errcode));
  if (isSqlite || hasErrno(thrown, "EACCES", "EPERM", "EROFS", ...whileMaking))
    return new SeaworthyError(
      "PERMISSION_DENIED",
      `${folder} is not writable. Set XDG_CACHE_HOME to a writable folder.`,
      { cause: thrown },
    );
  return thrown;
}
