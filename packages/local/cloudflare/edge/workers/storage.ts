import { cpSync, existsSync, rmSync } from "node:fs";
import { join } from "node:path";

/** Where Durable Objects are stored: with the servers' data, which their user can access. */
export function storageIn(dataDirectory: string): string {
  return join(dataDirectory, "workers");
}

/** The same, with what is at `before`, the location used by earlier versions. */
export function openStorage(dataDirectory: string, before: string): string {
  const storage = storageIn(dataDirectory);
  if (existsSync(before) && !existsSync(storage)) {
    cpSync(before, storage, { recursive: true });
    rmSync(before, { recursive: true, force: true });
  }
  return storage;
}
