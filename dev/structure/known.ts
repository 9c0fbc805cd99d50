import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

/**
 * Violations that predate a rule. A list may only shrink: violations not on it fail, and so do
 * lines that no longer apply.
 */
export function knownList(name: string): string[] {
  return z.array(z.string()).parse(JSON.parse(readFileSync(fileOf(name), "utf8")));
}

/** Removes lines that no longer apply, and adds none. */
export function shrinkKnownList(name: string, found: readonly string[]): void {
  const left = knownList(name).filter((line) => found.includes(line));
  writeFileSync(fileOf(name), `${JSON.stringify(left, null, 2)}\n`);
}

function fileOf(name: string): string {
  return join(import.meta.dirname, "known", `${name}.json`);
}
