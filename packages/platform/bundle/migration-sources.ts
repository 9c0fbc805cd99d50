import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Module } from "../modules/define-module.ts";
import { moduleFolder } from "./entry.ts";

export interface NamedFolder {
  readonly name: string;
  /** Absolute. */
  readonly folder: string;
}

/**
 * Sources of migrations besides the stack itself: the platform, and each module with a folder
 * `migrations`.
 *
 * @param table the file of the table of modules.
 */
export function migrationSources(table: string, modules: readonly Module[]): NamedFolder[] {
  const ofModules = modules
    .map(({ name }) => ({ name, folder: join(moduleFolder(table, name), "migrations") }))
    .filter(({ folder }) => existsSync(folder));
  return [
    { name: "platform", folder: resolve(import.meta.dirname, "../migrations") },
    ...ofModules,
  ];
}
