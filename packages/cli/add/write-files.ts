import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, relative } from "node:path";
import { SeaworthyError } from "@seaworthy/core/errors";

/** A generator's changes: new files, and tables that get a line. */
export interface Change {
  /** Text by absolute path. */
  readonly created: Readonly<Record<string, string>>;
  readonly edited: Readonly<Record<string, string>>;
}

/** Writes all or nothing, and returns a line per file. Throws USAGE when a file exists. */
export function applyChange(root: string, { created, edited }: Change): string[] {
  const shown = (file: string) => relative(root, file);
  const [taken] = Object.keys(created).filter((file) => existsSync(file));
  if (taken !== undefined)
    throw new SeaworthyError("USAGE", `${shown(taken)} exists. Nothing was written.`);
  for (const [file, text] of Object.entries({ ...created, ...edited })) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  return [
    ...Object.keys(created).map((file) => `created  ${shown(file)}`),
    ...Object.keys(edited).map((file) => `changed  ${shown(file)}`),
  ];
}

/** Throws USAGE for a table that the stack does not have. */
export function readTable(root: string, file: string): string {
  if (existsSync(file)) return readFileSync(file, "utf8");
  throw new SeaworthyError(
    "USAGE",
    `The stack has no ${relative(root, file)}, which would get a line. Nothing was written.`,
  );
}
