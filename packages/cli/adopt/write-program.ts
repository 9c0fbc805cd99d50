import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { SeaworthyError } from "@seaworthy/core/errors";
import type { Project } from "@seaworthy/core/project";
import { parse, stringify } from "yaml";
import { z } from "zod";
import type { ReadObject } from "./live-object.ts";
import { type ProviderPath, programFiles } from "./program.ts";

/** Folder of an adopted stack's program. */
export const adoptedFolder = ({ root }: Project, stack: string): string =>
  join(root, "adopted", stack);

/** Throws USAGE when there is one already. */
export function requireNoProgram(project: Project, stack: string): void {
  const folder = adoptedFolder(project, stack);
  if (existsSync(folder))
    throw new SeaworthyError(
      "USAGE",
      `${relative(project.root, folder)} exists. Delete it, or adopt under another name. Nothing was changed.`,
    );
}

export interface WrittenProgram {
  /** The folder being written; nothing reads it before `finish`. */
  readonly folder: string;
  /** Adds a file. */
  add(name: string, text: string): void;
  /** Moves the complete folder into place. */
  finish(): void;
  /** Deletes an unfinished folder. */
  discard(): void;
}

/** Writes a program to a temporary folder first, so that it appears completely or not at all. */
export function writeProgram(
  project: Project,
  stack: string,
  environment: string,
  objects: readonly ReadObject[],
): WrittenProgram {
  const target = adoptedFolder(project, stack);
  mkdirSync(dirname(target), { recursive: true });
  const folder = mkdtempSync(join(dirname(target), `.${stack}-`));
  const add = (name: string, text: string) => writeFileSync(join(folder, name), text);
  const files = programFiles(stack, objects, providersFrom(project, folder));
  for (const [name, text] of Object.entries(files)) add(name, text);
  add(`Pulumi.${stack}.yaml`, stringify({ config: { "seaworthy:environment": environment } }));
  return {
    folder,
    add,
    finish: () => renameSync(folder, target),
    discard: () => rmSync(folder, { recursive: true, force: true }),
  };
}

const projectSchema = z.looseObject({
  plugins: z
    .looseObject({
      providers: z.array(z.looseObject({ name: z.string(), path: z.string() })).default([]),
    })
    .optional(),
});

function providersFrom({ root, programFile }: Project, folder: string): ProviderPath[] {
  const { plugins } = projectSchema.parse(parse(readFileSync(programFile, "utf8")));
  return (plugins?.providers ?? []).map(({ name, path }) => ({
    name,
    path: relative(folder, resolve(root, path)),
  }));
}
