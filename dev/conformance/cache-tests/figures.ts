import type { SuiteFigures } from "../suite.ts";

export interface Case {
  readonly id: string;
  readonly name: string;
  readonly kind?: "required" | "optimal" | "check";
  readonly browser_only?: boolean;
}

interface Group {
  readonly tests: readonly Case[];
}

/** The parts of the suite's modules used here. A result is a mark, a colour and a symbol. */
export interface Engine {
  readonly tests: readonly Group[];
  readonly resultTypes: Readonly<Record<string, readonly string[]>>;
  runTests(tests: readonly Group[], browser: boolean, base: string): Promise<void>;
  getResults(): Readonly<Record<string, unknown>>;
  determineTestResult(
    tests: readonly Group[],
    id: string,
    results: Readonly<Record<string, unknown>>,
  ): readonly string[];
}

/** Counts results, and compares the failing required cases with the known ones. */
export function figuresOf(
  engine: Engine,
  differences: Readonly<Record<string, string>>,
): SuiteFigures {
  const results = engine.getResults();
  const cases = engine.tests
    .flatMap(({ tests }) => tests)
    .filter(({ browser_only }) => browser_only !== true);
  const outcome = ({ id }: Case) => {
    const found = engine.determineTestResult(engine.tests, id, results);
    return Object.entries(engine.resultTypes).find(([, type]) => type === found)?.[0] ?? "unknown";
  };
  const required = cases.filter(({ kind = "required" }) => kind === "required");
  const failing = required.filter((one) => outcome(one) !== "pass");
  const optimal = cases.filter(({ kind }) => kind === "optimal");
  return {
    required: required.length,
    passed: required.length - failing.length,
    differs: Object.fromEntries(
      failing.map(({ id }) => [id, differences[id] ?? "no reason is written"]),
    ),
    problems: [
      ...failing
        .filter(({ id }) => differences[id] === undefined)
        .map(
          (one) => `${one.id} (${one.name}): ${outcome(one)} ${JSON.stringify(results[one.id])}`,
        ),
      ...Object.keys(differences)
        .filter((id) => !failing.some((one) => one.id === id))
        .map((id) => `${id} passes now: remove its reason`),
    ],
    notes: {
      optimal: optimal.length,
      "optimal passed": optimal.filter((one) => outcome(one) === "pass").length,
    },
  };
}
