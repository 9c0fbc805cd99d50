import { join } from "node:path";
import { SeaworthyError } from "@seaworthy/core/errors";
import type { Project } from "@seaworthy/core/project";
import type { NamedFolder } from "@seaworthy/platform/bundle/migration-sources";
import { fillTemplate } from "./fill-template.ts";
import { nextNumber } from "./migration-number.ts";
import { kebabName, moduleNames } from "./names.ts";
import { applyChange } from "./write-files.ts";

export interface MigrationOptions {
  /** A table to create, whose rows belong to users. */
  readonly table?: string;
  /** The module whose folder gets it; by default it is the stack's own. */
  readonly module?: string;
}

/**
 * Writes a migration with the next number across all sources; returns a line per file.
 *
 * @param sources migrations of the platform and the modules
 * @param modulesFolder parent of the modules' folders
 */
export function addMigration(
  { root, tables }: Project,
  name: string,
  { table, module }: MigrationOptions,
  {
    sources,
    modules,
  }: { sources: readonly NamedFolder[]; modules: Readonly<Record<string, string>> },
): string[] {
  kebabName("A migration's name", name.replaceAll("_", "-"));
  if (table !== undefined) moduleNames(table, "row");
  const folder = module === undefined ? tables.migrations : folderOf(module, modules);
  const number = nextNumber([...sources.map((source) => source.folder), tables.migrations]);
  const file = join(folder, `${number}_${name.replaceAll("-", "_")}.sql`);
  const text =
    table === undefined
      ? fillTemplate("migration/statements.sql")
      : fillTemplate("migration/owned-table.sql", { table });
  return applyChange(root, { created: { [file]: text }, edited: {} });
}

function folderOf(module: string, modules: Readonly<Record<string, string>>): string {
  const folder = modules[module];
  if (folder !== undefined) return join(folder, "migrations");
  throw new SeaworthyError(
    "USAGE",
    `There is no module ${module}. Modules: ${Object.keys(modules).join(", ")}. Nothing was written.`,
  );
}
