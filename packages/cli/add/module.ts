import { cpSync, existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { SeaworthyError } from "@seaworthy/core/errors";
import type { Project } from "@seaworthy/core/project";
import { moduleFolder } from "@seaworthy/platform/bundle/entry";
import { fillTemplate } from "./fill-template.ts";
import { addToTable } from "./list-table.ts";
import { moduleNames } from "./names.ts";
import { sortedImports } from "./sorted-imports.ts";
import { applyChange, readTable } from "./write-files.ts";

const files = ["module.ts", "worker.ts", "queries.ts", "routes.ts"] as const;

/** Writes a module with a table, a list route and a create route; returns a line per file. */
export function addModule(project: Project, name: string, item: string | undefined): string[] {
  const names = moduleNames(name, item);
  const values = { ...names };
  const folder = moduleFolder(project.tables.modules, name);
  const created = [
    ...files.map((file) => [file, fillTemplate(`module/${file}`, values)] as const),
    [`${names.item}.ts`, fillTemplate("module/item.ts", values)] as const,
    [
      `migrations/0001_${name}.sql`,
      fillTemplate("migration/owned-table.sql", { table: name }),
    ] as const,
  ].map(([file, text]) => [join(folder, file), sortedImports(text)] as const);
  return applyChange(project.root, {
    created: Object.fromEntries(created),
    edited: tableWith(project, name),
  });
}

/** Copies a module's folder from elsewhere, unchanged. */
export function addModuleFrom(project: Project, name: string, from: string): string[] {
  const target = moduleFolder(project.tables.modules, name);
  const source = sourceFolder(from, name, relative(project.root, target));
  if (existsSync(target))
    throw new SeaworthyError("USAGE", `There is a module ${name} already. Nothing was written.`);
  const edited = tableWith(project, name);
  cpSync(source, target, { recursive: true });
  const copied = readdirSync(target, { recursive: true, encoding: "utf8" })
    .map((file) => join(target, file))
    .filter((file) => statSync(file).isFile());
  const lines = applyChange(project.root, { created: {}, edited });
  return [`copied   ${copied.length} files to ${name}/`, ...lines];
}

function tableWith({ root, tables }: Project, name: string): Record<string, string> {
  const folder = relative(dirname(tables.modules), moduleFolder(tables.modules, name));
  const from = `./${folder}/module.ts`;
  const text = addToTable(readTable(root, tables.modules), "modules", { identifier: name, from });
  return { [tables.modules]: text };
}

/** A module's own folder, or a checkout or stack that contains a module of that name. */
function sourceFolder(from: string, name: string, inStack: string): string {
  const folder = resolve(from);
  const candidates = [folder, join(folder, name), join(folder, inStack)];
  const found = candidates.find((one) => declares(one, name));
  if (found !== undefined) return found;
  throw new SeaworthyError(
    "USAGE",
    `${from} has no module ${name}: a folder ${name} with a module.ts that exports ${name}. Nothing was written.`,
  );
}

function declares(folder: string, name: string): boolean {
  const file = join(folder, "module.ts");
  return (
    basename(folder) === name &&
    existsSync(file) &&
    readFileSync(file, "utf8").includes(`export const ${name} = defineModule(`)
  );
}
