import { existsSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import { codeFile } from "@seaworthy/core/code-file";
import { SeaworthyError } from "@seaworthy/core/errors";
import { z } from "zod";
import type { Module } from "../modules/define-module.ts";
import { mistakesIn } from "../modules/mistakes.ts";

/** An app's table of workloads, as exported by `src/modules.ts`. */
export interface ModuleTable {
  /** Absolute path of the table. */
  readonly file: string;
  readonly modules: readonly Module[];
  readonly title: string;
}

const tableSchema = z.object({
  modules: z.array(z.custom<Module>((value) => typeof value === "object" && value !== null)),
  title: z.string().default("API"),
});

/** Reads a table of modules. Throws CONFIG_INVALID with all errors. */
export async function readModuleTable(file: string): Promise<ModuleTable> {
  const parsed = tableSchema.safeParse(await import(pathToFileURL(file).href));
  if (!parsed.success) throw mistaken(file, ["it must export `modules`, a list"]);
  const { modules, title } = parsed.data;
  const mistakes = mistakesIn(modules);
  const missing = modules
    .filter(({ name }) => !existsSync(workerFile(file, name)))
    .map(({ name }) => `module ${name}: modules/${name}/worker.ts does not exist`);
  const seedless = modules
    .filter(({ name, seed }) => seed !== undefined && !existsSync(seedFile(file, name)))
    .map(({ name }) => `module ${name}: modules/${name}/seed.sql does not exist`);
  missing.push(...seedless);
  if (mistakes.length + missing.length > 0) throw mistaken(file, [...mistakes, ...missing]);
  return { file, modules, title };
}

function mistaken(file: string, lines: readonly string[]): SeaworthyError {
  const list = lines.map((line) => `  ${line}`).join("\n");
  return new SeaworthyError("CONFIG_INVALID", `The table of modules ${file} is invalid:\n${list}`);
}

/** A module's folder: next to the table, named like the module. */
export function moduleFolder(table: string, name: string): string {
  return join(dirname(table), "modules", name);
}

/** A module's example data, if it declares any. */
export function seedFile(table: string, name: string): string {
  return join(moduleFolder(table, name), "seed.sql");
}

export function workerFile(table: string, name: string): string {
  return join(moduleFolder(table, name), "worker.ts");
}

const createWorker = codeFile(import.meta, "../app/create-worker");

/** The source of the Worker's entry: the Worker parts of all modules. */
export function entrySource({ file, modules, title }: ModuleTable): string {
  const from = (path: string) => JSON.stringify(`./${relative(dirname(file), path)}`);
  const names = modules.map(({ name }) => name);
  const classes = modules.flatMap(({ durableObjects = {} }) =>
    Object.values(durableObjects).map(({ className }) => className),
  );
  return [
    `import { createWorker } from ${from(createWorker)};`,
    ...names.map((name) => `import ${name}Worker from ${from(workerFile(file, name))};`),
    `const modules = [${names.map((name) => `${name}Worker`).join(", ")}];`,
    `const worker = createWorker({ modules, title: ${JSON.stringify(title)} });`,
    ...classes.map(
      (name) => `export const ${name} = worker.durableObject(${JSON.stringify(name)});`,
    ),
    "export default worker.handlers;",
    "",
  ].join("\n");
}
