import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";

/** Uploaded modules, one file per distinct content, shared by all versions that use it. */
export interface ModuleFiles {
  /** Writes the content unless it already exists; returns its SHA-256 in hex. */
  put(content: Buffer): string;
  read(sha256: string): Buffer;
  path(sha256: string): string;
  delete(sha256: string): void;
  /** All stored files, including those of interrupted uploads. */
  list(): readonly string[];
}

export function openModuleFiles(directory: string): ModuleFiles {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const path = (sha256: string) => join(directory, sha256);
  return {
    path,
    read: (sha256) => readFileSync(path(sha256)),
    put: (content) => {
      const sha256 = createHash("sha256").update(content).digest("hex");
      if (!existsSync(path(sha256))) {
        writeFileSync(`${path(sha256)}.draft`, content, { mode: 0o600 });
        renameSync(`${path(sha256)}.draft`, path(sha256));
      }
      return sha256;
    },
    delete: (sha256) => rmSync(path(sha256), { force: true }),
    list: () => readdirSync(directory),
  };
}
