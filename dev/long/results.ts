import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

const resultSchema = z.object({
  takenAt: z.iso.datetime(),
  commit: z.string(),
  minutes: z.number(),
  passed: z.boolean(),
  /** The run's own last lines, such as Vitest's counts. */
  summary: z.string(),
});
export type LongResult = z.output<typeof resultSchema>;

const file = join(import.meta.dirname, "results.json");

/** The last result of each long run, by its name; committed. */
export function readResults(): Readonly<Record<string, LongResult>> {
  return z.record(z.string(), resultSchema).parse(JSON.parse(readFileSync(file, "utf8")));
}

export function writeResult(name: string, result: LongResult): void {
  const results = { ...readResults(), [name]: result };
  const sorted = Object.entries(results).sort(([a], [b]) => a.localeCompare(b, "en"));
  writeFileSync(file, `${JSON.stringify(Object.fromEntries(sorted), null, 2)}\n`);
}
