import type { Environment } from "../rule.ts";

/** Common names of each environment. */
const words: Readonly<Record<Environment, readonly string[]>> = {
  prod: ["prod", "production", "prd", "live"],
  staging: ["staging", "stage", "stg"],
  local: ["local", "localhost"],
};

/**
 * Environments without policies of their own, with which a production stack must share nothing
 * either.
 */
const others = [
  "dev",
  "develop",
  "development",
  "test",
  "testing",
  "qa",
  "uat",
  "preview",
  "sandbox",
  "demo",
];

const partsOf = (name: string): string[] => name.toLowerCase().split(/[^a-z0-9]+/);

/** Whether a name contains the environment's name or a synonym. */
export const isNamedAfter = (name: string, environment: Environment): boolean =>
  partsOf(name).some((part) => words[environment].includes(part));

/** The word that shows that a name belongs to another environment. */
export function foreignWord(name: string, environment: Environment): string | undefined {
  const foreign = [
    ...Object.entries(words).flatMap(([one, names]) => (one === environment ? [] : names)),
    ...(environment === "local" ? [] : others),
  ];
  return partsOf(name).find((part) => foreign.includes(part));
}
