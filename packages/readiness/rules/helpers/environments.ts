import type { Environment } from "../rule.ts";

/** What people call each environment. */
const words: Readonly<Record<Environment, readonly string[]>> = {
  prod: ["prod", "production", "prd", "live"],
  staging: ["staging", "stage", "stg"],
  local: ["local", "localhost"],
};

/** Environments that a production stack shares nothing with, besides those that have policies. */
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

/** Whether a name has the environment in it, by any of the words for it. */
export const isNamedAfter = (name: string, environment: Environment): boolean =>
  partsOf(name).some((part) => words[environment].includes(part));

/** The word by which a name says that it is another environment's. */
export function foreignWord(name: string, environment: Environment): string | undefined {
  const foreign = [
    ...Object.entries(words).flatMap(([one, names]) => (one === environment ? [] : names)),
    ...(environment === "local" ? [] : others),
  ];
  return partsOf(name).find((part) => foreign.includes(part));
}
