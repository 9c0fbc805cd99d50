import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** A text of a file that stands there exactly once, and what a pull request writes instead. */
export interface Edit {
  readonly file: string;
  /** Left out for a file that is new. */
  readonly before?: string;
  readonly after: string;
}

/** A change of this repository's own stack, as a pull request would make it. */
export interface Mutation {
  readonly what: string;
  /** Breaks the title of one of these; none: it breaks nothing. */
  readonly rules: readonly string[];
  readonly edits: readonly Edit[];
  /** A text of the line that the finding has to name; left out: any line of what was written. */
  readonly line?: string;
  /** The finding is that something is missing, so no line of this change can be named. */
  readonly anywhere?: true;
}

/** Lines of one file, the first and the last included. */
export interface Lines {
  readonly file: string;
  readonly first: number;
  readonly last: number;
}

/** Makes the change in a tree; false, and nothing is written, where another one is in the way. */
export function apply(root: string, { edits }: Mutation): boolean {
  const written = new Map<string, string>();
  for (const { file, before, after } of edits) {
    const path = join(root, file);
    if (before === undefined) {
      written.set(path, after);
      continue;
    }
    const parts = (written.get(path) ?? readFileSync(path, "utf8")).split(before);
    if (parts.length !== 2) return false;
    written.set(path, parts.join(after));
  }
  for (const [path, text] of written) writeFileSync(path, text);
  return true;
}

/** Where a change stands, or the one line that it says is to be named. */
export function linesOf(root: string, { edits, line }: Mutation): Lines[] {
  return edits.flatMap(({ file, after }) => {
    const text = readFileSync(join(root, file), "utf8");
    const start = text.indexOf(after);
    if (line === undefined) return start < 0 ? [] : [spanOf(file, text, start, after)];
    const at = text.indexOf(line, Math.max(0, start));
    return at < 0 ? [] : [spanOf(file, text, at, line)];
  });
}

function spanOf(file: string, text: string, start: number, part: string): Lines {
  const lineAt = (index: number) => text.slice(0, index).split("\n").length;
  return { file, first: lineAt(start), last: lineAt(start + part.length) };
}
