import type { SuiteFigures } from "./suite.ts";

/** A case of a suite; `failure` is undefined when it passes. */
export interface Outcome {
  readonly id: string;
  readonly failure?: string | undefined;
}

/**
 * Compares the cases that fail with the known ones. A reason whose key ends in `*` stands for every
 * case whose id begins so.
 */
export function figuresOf(
  outcomes: readonly Outcome[],
  differences: Readonly<Record<string, string>>,
  notes: SuiteFigures["notes"] = {},
): SuiteFigures {
  const failing = outcomes.filter(({ failure }) => failure !== undefined);
  const keyOf = (id: string) => Object.keys(differences).find((key) => matches(key, id));
  const differs = failing.map(({ id }) => {
    const key = keyOf(id);
    return [key ?? id, key === undefined ? "no reason is written" : (differences[key] ?? "")];
  });
  return {
    required: outcomes.length,
    passed: outcomes.length - failing.length,
    differs: Object.fromEntries(differs) as Record<string, string>,
    problems: [
      ...failing
        .filter(({ id }) => keyOf(id) === undefined)
        .map(({ id, failure }) => `${id}: ${failure}`),
      ...Object.keys(differences)
        .filter((key) => !failing.some(({ id }) => matches(key, id)))
        .map((key) => `${key} passes now: remove its reason`),
    ],
    notes,
  };
}

function matches(key: string, id: string): boolean {
  return key.endsWith("*") ? id.startsWith(key.slice(0, -1)) : id === key;
}
