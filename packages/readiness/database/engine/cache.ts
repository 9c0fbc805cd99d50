import { createHash } from "node:crypto";
import {
  globSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { userCacheDirectory } from "@seaworthy/core/cache-directory";
import { hasErrno } from "@seaworthy/core/errors";

/** Number of files kept per kind, enough for several branches and checkouts. */
const kept = 20;

/** A file in the user's cache folder; its name identifies everything it was made from. */
export const cacheFile = (kind: string, hash: string, ending: string): string =>
  join(userCacheDirectory(), "catalog", kind, `${hash}${ending}`);

/** The cached content; undefined when missing or unreadable. */
export function readCached(file: string): Buffer | undefined {
  try {
    const content = readFileSync(file);
    markUsed(file);
    return content;
  } catch (thrown) {
    if (hasErrno(thrown, "ENOENT", "ENOTDIR", "EACCES")) return undefined;
    throw thrown;
  }
}

/**
 * Writes to a temporary name first, so that concurrent or interrupted checks never leave a partial
 * file.
 */
export function writeCached(file: string, content: Buffer | string): void {
  try {
    mkdirSync(dirname(file), { recursive: true });
    const draft = `${file}.${process.pid}`;
    writeFileSync(draft, content);
    renameSync(draft, file);
    removeOld(dirname(file), file);
  } catch (thrown) {
    // Without a cache each check only starts slower.
    if (!hasErrno(thrown, "EACCES", "EROFS", "ENOSPC", "ENOTDIR", "EPERM", "ENOENT")) throw thrown;
  }
}

/** Recently used files are kept. */
function markUsed(file: string): void {
  const now = new Date();
  try {
    utimesSync(file, now, now);
  } catch (thrown) {
    // Another run removed it, or the folder is read-only: the content was read anyway.
    if (!hasErrno(thrown, "ENOENT", "EACCES", "EROFS", "EPERM")) throw thrown;
  }
}

/** Removes the least recently used files. */
function removeOld(folder: string, newest: string): void {
  const others = readdirSync(folder)
    .map((name) => join(folder, name))
    .filter((file) => file !== newest)
    .map((file) => ({ file, usedAtMs: statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0 }))
    .sort((one, other) => other.usedAtMs - one.usedAtMs);
  for (const { file } of others.slice(kept - 1)) rmSync(file, { force: true });
}

/** Fingerprint of this code, so that files cached by an older version are never read. */
export function fingerprintOfCode(): string {
  const folder = join(import.meta.dirname, "..");
  const hash = createHash("sha256");
  for (const file of globSync("**/*.{ts,js,sql}", { cwd: folder }).sort())
    hash.update(`${file}\0`).update(readFileSync(join(folder, file)));
  for (const library of ["@electric-sql/pglite", "libpg-query", "pgsql-deparser"])
    hash.update(readFileSync(packageOf(library)));
  return hash.digest("hex");
}

function packageOf(library: string): string {
  const entry = import.meta.resolve(library);
  const root = entry.slice(0, entry.lastIndexOf(`/${library}/`) + library.length + 2);
  return fileURLToPath(new URL("package.json", root));
}
