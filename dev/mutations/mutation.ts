import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** A text that occurs exactly once in a file, and its replacement in a pull request. */
export interface Edit {
  readonly file: string;
  /** Omitted for a new file. */
  readonly before?: string;
  readonly after: string;
}

/** A change to this repository's own stack, as in a pull request. */
export interface Mutation {
  readonly what: string;
  /** Breaks the title of one of these; empty: it breaks nothing. */
  readonly rules: readonly string[];
  readonly edits: readonly Edit[];
  /** Text of the line that the finding must name; default: any changed line. */
  readonly line?: string;
  /** The finding is that something is missing, so it cannot name a line of this change. */
  readonly anywhere?: true;
}

/** A range of lines of one file, inclusive. */
export interface Lines {
  readonly file: string;
  readonly first: number;
  readonly last: number;
}

/** Applies the change to a tree; returns false, writing nothing, if another change conflicts. */
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

/** The lines of a change, or the one line that must be named. */
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
