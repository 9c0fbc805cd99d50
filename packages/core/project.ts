import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { SeaworthyError } from "./errors.ts";

/** A team's project: the folders and files that the packages use, named only here. */
export interface Project {
  /** The folder of Pulumi.yaml. */
  readonly root: string;
  readonly programFile: string;
  readonly stackFile: (stack: string) => string;
  /** Relative to `root`: the workspaces of the app and of the Pulumi program. */
  readonly folders: ProjectFolders;
  /** The policy pack. */
  readonly policies: string;
  /** The tables that `seaworthy add` extends, and the stack's own migrations. */
  readonly tables: ProjectTables;
  /** Where npm installs programs. */
  readonly programs: string;
  /** Everything that is not committed: `SEAWORTHY_DIRECTORY`, otherwise `.seaworthy`. */
  readonly state: string;
  readonly pulumiHome: string;
  readonly pulumiState: string;
  readonly cloudDirectory: string;
  /** Compiled code of the command, the local cloud and the plugins. */
  readonly compileCache: string;
}

/** Files, except `migrations`, which is a folder. */
export interface ProjectTables {
  /** The keys of stack files: exports `configuration`. */
  readonly configuration: string;
  /** Their JSON Schema, for editors; written by the command, not committed. */
  readonly stackFileSchema: string;
  readonly modules: string;
  readonly secrets: string;
  readonly rules: string;
  readonly migrations: string;
}

export interface ProjectFolders {
  readonly app: string;
  readonly program: string;
}

const programFile = "Pulumi.yaml";

/**
 * The project that contains a folder: the nearest parent with Pulumi.yaml and package.json. Throws
 * PROJECT_NOT_FOUND if no such folder exists.
 */
export function findProject(from: string = process.cwd()): Project {
  const root = nearest(from, [programFile, "package.json"]);
  if (root !== undefined) return projectAt(root);
  throw new SeaworthyError(
    "PROJECT_NOT_FOUND",
    `No Seaworthy project found in ${from} or above it. Change to a folder of your project, which contains ${programFile} and package.json.`,
  );
}

/**
 * The folder of the Pulumi program that a policy pack runs for. It may be any program, so only
 * Pulumi.yaml is looked for.
 */
export const findProgram = (from: string = process.cwd()): string =>
  nearest(from, [programFile]) ?? from;

/** The stack of a stack file, such as `Pulumi.prod.yaml`; undefined for other files. */
export const stackOfFile = (file: string): string | undefined =>
  /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1];

function nearest(from: string, files: readonly string[]): string | undefined {
  for (let folder = resolve(from); ; folder = dirname(folder)) {
    if (files.every((file) => existsSync(join(folder, file)))) return folder;
    if (folder === dirname(folder)) return undefined;
  }
}

function projectAt(root: string): Project {
  const state = resolve(process.env.SEAWORTHY_DIRECTORY ?? join(root, ".seaworthy"));
  return {
    root,
    programFile: join(root, programFile),
    stackFile: (stack) => join(root, `Pulumi.${stack}.yaml`),
    folders: { app: "app", program: "infra" },
    policies: join(root, "policies"),
    tables: {
      configuration: join(root, "infra", "config.ts"),
      stackFileSchema: join(root, ".seaworthy", "stack-file.schema.json"),
      modules: join(root, "app", "src", "modules.ts"),
      secrets: join(root, "infra", "secret-table.ts"),
      rules: join(root, "policies", "rules.ts"),
      migrations: join(root, "app", "migrations"),
    },
    programs: join(root, "node_modules", ".bin"),
    state,
    pulumiHome: join(state, "pulumi"),
    pulumiState: join(state, "state"),
    cloudDirectory: join(state, "local"),
    compileCache: join(root, "node_modules", ".cache", "seaworthy"),
  };
}
