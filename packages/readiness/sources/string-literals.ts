import type { ProgramFile } from "./program-files.ts";

/** A text in a program, between quotes or the placeholders of a template. */
export interface Literal {
  readonly file: string;
  readonly line: number;
  readonly text: string;
}

/** Shorter ones occur anywhere. */
const shortest = 6;
const quoted = /"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|`((?:[^`\\]|\\.)*)`/g;
const placeholder = /\$\{[^}]*\}/;

export function stringLiterals({ file, text }: ProgramFile): Literal[] {
  return text.split("\n").flatMap((written, index) =>
    [...written.matchAll(quoted)]
      .flatMap(([, double, single, template]) =>
        template === undefined ? [double ?? single ?? ""] : template.split(placeholder),
      )
      .map((part) => part.replaceAll(/\\(["'`\\])/g, "$1"))
      .filter((part) => part.trim().length >= shortest)
      .map((part) => ({ file, line: index + 1, text: part })),
  );
}
