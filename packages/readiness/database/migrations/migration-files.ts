import { readdirSync, readFileSync } from "node:fs";
import { join, parse } from "node:path";
import { SeaworthyError } from "@seaworthy/core/errors";

/** A file of a migrations folder. */
export interface MigrationFile {
  /** Relative to the folder that contains Pulumi.yaml, as in places. */
  readonly file: string;
  /** `0001_posts` */
  readonly name: string;
  readonly kind: "sql" | "program";
  readonly path: string;
  readonly text: string;
}

const pattern = /^\d+[^.]*\.(sql|ts|js|mjs|cjs|mts|cts)$/;

/**
 * A folder's migrations in execution order: by number, then by name.
 *
 * @param folder relative to `root`, the folder that contains Pulumi.yaml.
 */
export function readMigrationFiles(root: string, folder: string): MigrationFile[] {
  const names = readdirSync(join(root, folder)).filter((name) => pattern.test(name));
  const files = names.map((name): MigrationFile => {
    const path = join(root, folder, name);
    const text = readFileSync(path, "utf8");
    const kind = name.endsWith(".sql") ? "sql" : "program";
    return { file: `${folder}/${name}`, name: parse(name).name, kind, path, text };
  });
  return files.sort(byNumber);
}

/** In execution order. */
export const byNumber = ({ name: left }: MigrationFile, { name: right }: MigrationFile) =>
  Number.parseInt(left, 10) - Number.parseInt(right, 10) || (left < right ? -1 : 1);

/** Throws for a missing folder, naming it; otherwise a check would judge nothing. */
export function requireFolder(root: string, folder: string): void {
  try {
    readdirSync(join(root, folder));
  } catch (cause) {
    throw new SeaworthyError(
      "INPUT_INVALID",
      `Folder ${folder} of the resource Migrations cannot be read. Correct its \`directory\`.`,
      { cause },
    );
  }
}
