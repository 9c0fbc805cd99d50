import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { writeFailure } from "./write-failure.ts";

/**
 * Fills a new folder beside `directory` and renames it into place when `fill` has succeeded, so
 * that `directory` is there complete or not at all. Call it under a lock: what a killed run left
 * half filled is cleared away first.
 */
export async function publishDirectory(
  directory: string,
  fill: (folder: string) => Promise<void>,
): Promise<void> {
  const prefix = `${basename(directory)}.part-`;
  try {
    mkdirSync(dirname(directory), { recursive: true });
    clear(dirname(directory), prefix);
    const folder = mkdtempSync(join(dirname(directory), prefix));
    try {
      await fill(folder);
      rmSync(directory, { recursive: true, force: true });
      renameSync(folder, directory);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  } catch (thrown) {
    throw writeFailure(thrown, dirname(directory));
  }
}

function clear(parent: string, prefix: string): void {
  for (const name of readdirSync(parent).filter((name) => name.startsWith(prefix)))
    rmSync(join(parent, name), { recursive: true, force: true });
}
