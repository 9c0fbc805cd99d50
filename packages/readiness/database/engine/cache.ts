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

/** As many files of a kind are kept: branches and checkouts take turns. */
const kept = 20;

/** A file of the user's cache folder; its name tells everything that it was made from. */
export const cacheFile = (kind: string, hash: string, ending: string): string =>
  join(userCacheDirectory(), "catalog", kind, `${hash}${ending}`);

/** What was kept; undefined when there is nothing, or it cannot be read. */
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

/** Under another name first: two checks at once, or one that is cut off, leave a whole file. */
export function writeCached(file: string, content: Buffer | string): void {
  try {
    mkdirSync(dirname(file), { recursive: true });
    const draft = `${file}.${process.pid}`;
    writeFileSync(draft, content);
    renameSync(draft, file);
    removeOld(dirname(file), file);
  } catch (thrown) {
    // Without a cache each check starts slower, and that is all.
    if (!hasErrno(thrown, "EACCES", "EROFS", "ENOSPC", "ENOTDIR", "EPERM", "ENOENT")) throw thrown;
  }
}

/** What was used last is kept. */
function markUsed(file: string): void {
  const now = new Date();
  try {
    utimesSync(file, now, now);
  } catch (thrown) {
    // Another run removed it, or the folder is read-only: it was read all the same.
    if (!hasErrno(thrown, "ENOENT", "EACCES", "EROFS", "EPERM")) throw thrown;
  }
}

/** Removes what was not used for the longest time. */
function removeOld(folder: string, newest: string): void {
  const others = readdirSync(folder)
    .map((name) => join(folder, name))
    .filter((file) => file !== newest)
    .map((file) => ({ file, usedAtMs: statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0 }))
    .sort((one, other) => other.usedAtMs - one.usedAtMs);
  for (const { file } of others.slice(kept - 1)) rmSync(file, { force: true });
}

/** Of this machinery, so that what an older one kept is never read. */
export function fingerprintOfCode(): string {
  const folder = join(import.meta.dirname, "..");
  const hash = createHash("sha256");
  for (const file of globSync("**/*.{ts,js,sql}", { cwd: folder }).sort())
    hash.update(`${file}\0`).update(readFileSync(join(folder, file)));
  for (const library of ["@electric-sql/pglite", "libpg-query"])
    hash.update(readFileSync(packageOf(library)));
  return hash.digest("hex");
}

function packageOf(library: string): string {
  const entry = import.meta.resolve(library);
  const root = entry.slice(0, entry.lastIndexOf(`/${library}/`) + library.length + 2);
  return fileURLToPath(new URL("package.json", root));
}
