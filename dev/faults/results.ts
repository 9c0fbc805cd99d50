import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

const outcome = z.object({
  target: z.string(),
  acknowledged: z.number(),
  errors: z.number(),
  recoverySeconds: z.number(),
  lost: z.number(),
});
const result = z.object({ takenAt: z.iso.datetime(), outcomes: z.array(outcome) });
export type FaultResult = z.output<typeof result>;

const file = join(import.meta.dirname, "results.json");

/** The last result of each fault, by its name; committed. */
export function readResults(): Readonly<Record<string, FaultResult>> {
  return z.record(z.string(), result).parse(JSON.parse(readFileSync(file, "utf8")));
}

export function writeResult(name: string, taken: FaultResult): void {
  const results = { ...readResults(), [name]: taken };
  writeFileSync(file, `${JSON.stringify(results, null, 2)}\n`);
}
