import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

/**
 * What broke a rule when the rule was made. A list may only shrink: what is not on it fails, and so
 * does a line that is no longer true.
 */
export function knownList(name: string): string[] {
  return z.array(z.string()).parse(JSON.parse(readFileSync(fileOf(name), "utf8")));
}

/** Takes out what is no longer true, and adds nothing. */
export function shrinkKnownList(name: string, found: readonly string[]): void {
  const left = knownList(name).filter((line) => found.includes(line));
  writeFileSync(fileOf(name), `${JSON.stringify(left, null, 2)}\n`);
}

function fileOf(name: string): string {
  return join(import.meta.dirname, "known", `${name}.json`);
}
