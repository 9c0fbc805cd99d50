import { existsSync, readdirSync } from "node:fs";

/** One above all that the folders have, `0022`. */
export function nextNumber(folders: readonly string[]): string {
  const numbers = folders
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder))
    .map((file) => Number(/^(\d+)_/.exec(file)?.[1] ?? 0));
  return String(Math.max(0, ...numbers) + 1).padStart(4, "0");
}
