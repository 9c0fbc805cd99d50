import { type Environment, environments } from "../rules/rule.ts";

/** Other common names of environments. */
const otherNames: Readonly<Record<string, Environment>> = {
  dev: "local",
  development: "local",
  test: "staging",
  stage: "staging",
  preview: "staging",
  qa: "staging",
  production: "prod",
  live: "prod",
};

/**
 * Which environment's severities apply: `<project>:environment` of the stack's configuration,
 * otherwise the stack's own name. If neither names one, production.
 */
export function environmentOf(config: Readonly<Record<string, unknown>>, stack = ""): Environment {
  const declared = config["seaworthy:environment"];
  return environmentNamed(declared) ?? (declared ? "prod" : environmentNamed(stack)) ?? "prod";
}

/** Undefined for a name that is not a known environment name. */
export function environmentNamed(name: unknown): Environment | undefined {
  const lower = String(name ?? "").toLowerCase();
  return environments.find((environment) => environment === lower) ?? otherNames[lower];
}
