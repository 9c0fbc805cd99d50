import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { hasErrno } from "@seaworthy/core/errors";

/** Bodies on disk. Opening empties the folder: its content belongs to a lost index. */
export interface BodyFiles {
  /** The body can be read immediately, even while it is being written. */
  write(body: Buffer): StoredBody;
}

export interface StoredBody {
  /** Undefined when the file could not be written or no longer exists. */
  read(): Buffer | undefined;
  remove(): void;
}

export function openBodyFiles(directory: string): BodyFiles {
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  let written = 0;
  return {
    write: (body) => {
      const path = join(directory, String(++written));
      const bytes = body.length;
      let unwritten: Buffer | undefined = body;
      // A full disk only loses the entry: reading it finds nothing.
      const writing = writeFile(path, body, { mode: 0o600 })
        .catch(() => undefined)
        .then(() => {
          unwritten = undefined;
        });
      return {
        read: () => unwritten ?? readWhole(path, bytes),
        remove: () => void writing.then(() => rm(path, { force: true })),
      };
    },
  };
}

function readWhole(path: string, bytes: number): Buffer | undefined {
  try {
    const body = readFileSync(path);
    return body.length === bytes ? body : undefined;
  } catch (thrown) {
    if (hasErrno(thrown, "ENOENT", "EIO")) return undefined;
    throw thrown;
  }
}
