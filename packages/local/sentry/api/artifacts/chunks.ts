import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Uploaded chunks that are not assembled yet, by the SHA-1 of their content. */
export interface Chunks {
  put(checksum: string, content: Uint8Array): void;
  get(checksum: string): Uint8Array | undefined;
  delete(checksum: string): void;
}

/** Beyond this number, unassembled chunks are dropped, oldest first. */
const keptChunks = 64;

export function openChunks(folder: string): Chunks {
  const fileOf = (checksum: string) => join(folder, checksum);
  return {
    put: (checksum, content) => {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      writeFileSync(fileOf(checksum), content, { mode: 0o600 });
      forgetOldest(folder);
    },
    get: (checksum) =>
      statSync(fileOf(checksum), { throwIfNoEntry: false })
        ? readFileSync(fileOf(checksum))
        : undefined,
    delete: (checksum) => rmSync(fileOf(checksum), { force: true }),
  };
}

function forgetOldest(folder: string): void {
  const files = readdirSync(folder).map((name) => join(folder, name));
  if (files.length <= keptChunks) return;
  const byAge = files.sort((a, b) => statSync(a).mtimeMs - statSync(b).mtimeMs);
  for (const file of byAge.slice(0, files.length - keptChunks)) rmSync(file, { force: true });
}
