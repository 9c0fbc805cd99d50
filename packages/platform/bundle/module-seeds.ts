import { type ModuleTable, seedFile } from "./entry.ts";

/** A module's example data. */
export interface ModuleSeed {
  readonly module: string;
  /** Absolute path of its `seed.sql`. */
  readonly file: string;
  /** How many rows each table has at least once the seed has run. */
  readonly rows: Readonly<Record<string, number>>;
}

/** The seeds that the modules declare, in the table's order. */
export function moduleSeeds({ file, modules }: ModuleTable): ModuleSeed[] {
  return modules.flatMap(({ name, seed }) =>
    seed === undefined ? [] : [{ module: name, file: seedFile(file, name), rows: seed }],
  );
}
