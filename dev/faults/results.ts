import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  type FaultResult,
  type FaultResults,
  faultResultsSchema,
} from "@seaworthy/cli/faults/results";

const file = join(import.meta.dirname, "results.json");

/** The last result of each fault, by its name; committed. */
export const readResults = (): FaultResults =>
  faultResultsSchema.parse(JSON.parse(readFileSync(file, "utf8")));

export function writeResult(name: string, taken: FaultResult): void {
  const results = { ...readResults(), [name]: taken };
  writeFileSync(file, `${JSON.stringify(results, null, 2)}\n`);
}
