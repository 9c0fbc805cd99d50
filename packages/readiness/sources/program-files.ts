import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";

/** A file of a program, relative to the folder that contains Pulumi.yaml. */
export interface ProgramFile {
  readonly file: string;
  readonly text: string;
}

/** Folders in which no program declares a resource. */
const notProgram =
  /^(node_modules|bin|dist|build|out|coverage|packages|sdks|dev|docs|examples|testing|tests?|__tests__|\..*)$/;
const ofPrograms = /\.(ts|mts|cts|tsx|js|mjs|cjs|py|go|cs|yaml|yml|json)$/;
const notOfPrograms =
  /(\.(test|spec|d)\.[a-z]+|^package(-lock)?\.json|^tsconfig.*\.json|^Pulumi\..*|^waivers?[.-].*)$/;
/** Bundles and generated code are larger. */
const mostBytes = 512 * 1024;

/** Holds a project's own packages. */
export const packagesFolder = "packages";

/** The text files of one of the project's own packages. */
export const packageFiles = (root: string, name: string): ProgramFile[] =>
  programFiles(join(root, packagesFolder, name)).map(({ file, text }) => ({
    file: join(packagesFolder, name, file),
    text,
  }));

/** The text files of a program; stack files are read separately. */
export function programFiles(root: string): ProgramFile[] {
  return readdirSync(root, { withFileTypes: true })
    .filter(({ name }) => !notProgram.test(name))
    .sort((a, b) => a.name.localeCompare(b.name))
    .flatMap((entry) => {
      const path = join(root, entry.name);
      if (entry.isDirectory())
        return programFiles(path).map(({ file, text }) => ({
          file: join(entry.name, file),
          text,
        }));
      return isProgram(entry.name, path)
        ? [{ file: relative(root, path), text: readFileSync(path, "utf8") }]
        : [];
    });
}

const isProgram = (name: string, path: string): boolean =>
  ofPrograms.test(name) && !notOfPrograms.test(name) && isSmallFile(path);

function isSmallFile(path: string): boolean {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats?.isFile() === true && stats.size <= mostBytes;
}
