import { type ModuleTable, seedFile } from "./entry.ts";

/** A module's example data. */
export interface ModuleSeed {
  readonly module: string;
  /** Absolute path of its `seed.sql`. */
  readonly file: string;
  /** The minimum number of rows of each table after the seed has run. */
  readonly rows: Readonly<Record<string, number>>;
}

/** The seeds declared by modules, in the table's order. */
export function moduleSeeds({ file, modules }: ModuleTable): ModuleSeed[] {
  return modules.flatMap(({ name, seed }) =>
    seed === undefined ? [] : [{ module: name, file: seedFile(file, name), rows: seed }],
  );
}
