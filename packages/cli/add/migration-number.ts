import { existsSync, readdirSync } from "node:fs";

/** The next number after the highest in the folders: `0022`. */
export function nextNumber(folders: readonly string[]): string {
  const numbers = folders
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder))
    .map((file) => Number(/^(\d+)_/.exec(file)?.[1] ?? 0));
  return String(Math.max(0, ...numbers) + 1).padStart(4, "0");
}
