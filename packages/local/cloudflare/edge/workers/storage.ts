import { cpSync, existsSync, rmSync } from "node:fs";
import { join } from "node:path";

/**
 * Where Durable Objects are kept: with the servers' data, which their user may enter. `before` is
 * where earlier versions had them.
 */
export function openStorage(dataDirectory: string, before: string): string {
  const storage = join(dataDirectory, "workers");
  if (existsSync(before) && !existsSync(storage)) {
    cpSync(before, storage, { recursive: true });
    rmSync(before, { recursive: true, force: true });
  }
  return storage;
}
