import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The lines of a file in corpus/, without its heading. */
export function readCorpus(file: string): string[] {
  const text = readFileSync(join(import.meta.dirname, "corpus", file), "utf8");
  return text
    .split("\n")
    .slice(1)
    .filter((line) => line !== "");
}
