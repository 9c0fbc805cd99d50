import { z } from "zod";

/** What Vitest's JSON reporter says of each test. */
const results = z.object({
  testResults: z.array(
    z.object({
      assertionResults: z.array(z.object({ fullName: z.string(), status: z.string() })),
    }),
  ),
});

/** The outcome of each scenario's test, by its full name; empty if nothing was run. */
export function outcomesOf(report: unknown): ReadonlyMap<string, string> {
  const { data } = results.safeParse(report);
  const tests = data?.testResults.flatMap(({ assertionResults }) => assertionResults) ?? [];
  return new Map(tests.map(({ fullName, status }) => [fullName, status]));
}

/**
 * The tests whose outcomes differ, as a table. A test that the official plugins skip is a promise
 * of the built-in ones alone.
 */
export function renderSideBySide(
  builtIn: ReadonlyMap<string, string>,
  official: ReadonlyMap<string, string>,
): string {
  const names = [...new Set([...builtIn.keys(), ...official.keys()])];
  const outcome = (of: ReadonlyMap<string, string>, name: string) => of.get(name) ?? "not run";
  const rows = names
    .filter((name) => outcome(builtIn, name) !== outcome(official, name))
    .map((name) => `| ${name} | ${outcome(builtIn, name)} | ${outcome(official, name)} |`);
  if (rows.length === 0) return `All ${names.length} tests end alike on both.\n`;
  return ["| test | built-in | official |", "|---|---|---|", ...rows, ""].join("\n");
}

/** Both ran, and nothing failed on either. */
export const isParity = (...runs: readonly ReadonlyMap<string, string>[]): boolean =>
  runs.every((run) => run.size > 0 && ![...run.values()].includes("failed"));
