import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { SeaworthyError } from "@seaworthy/core/errors";

export interface KeptModules {
  readonly names: readonly string[];
  /** The table's text with only these modules. */
  readonly table: string;
  /** Folders of the other modules. */
  readonly leftOut: readonly string[];
}

const importLine = /^import \{ (\w+) \} from "(\.\/[^"]+)\/module\.ts";\n/gm;
const list = /(?<=export const modules = \[)[^\]]*(?=\])/;

/** Selects the workloads of a template for a new stack. Throws USAGE for an unknown one. */
export function keepModules(
  folder: string,
  tableFile: string,
  wanted: readonly string[] | undefined,
): KeptModules {
  const text = readFileSync(join(folder, tableFile), "utf8");
  const modules = [...text.matchAll(importLine)].map(([line, name = "", path = ""]) => ({
    ...{ line, name, folder: join(folder, dirname(tableFile), path) },
  }));
  const names = wanted ?? modules.slice(0, 1).map(({ name }) => name);
  const unknown = names.filter((name) => !modules.some((module) => module.name === name));
  if (unknown.length > 0)
    throw new SeaworthyError(
      "USAGE",
      `Unknown module ${unknown.join(", ")}. Modules: ${modules.map(({ name }) => name).join(", ")}. Nothing was written.`,
    );
  const others = modules.filter(({ name }) => !names.includes(name));
  const table = others.reduce((left, { line }) => left.replace(line, ""), text);
  return {
    names,
    table: table.replace(list, names.join(", ")),
    leftOut: others.map((module) => module.folder),
  };
}
