import * as pulumi from "@pulumi/pulumi";
import { type Environment, environments, type Facts } from "../rules/rule.ts";
import type { PlannedObject, PlannedValue } from "./value.ts";

/** What the pack knows about the stack that Pulumi runs it for. */
export function factsOfStack(): Facts {
  const config = pulumi.runtime.allConfig();
  return {
    environment: environmentOf(config, pulumi.getStack()),
    today: new Date().toISOString().slice(0, 10),
    config: readConfig(config),
  };
}

/** Other names that people give their environments. */
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
 * Which environment's severities apply: `<project>:environment` of the stack's configuration, else
 * the stack's own name. What says neither is judged as production.
 */
export function environmentOf(config: Readonly<Record<string, unknown>>, stack = ""): Environment {
  const declared = config["seaworthy:environment"];
  return environmentNamed(declared) ?? (declared ? "prod" : environmentNamed(stack)) ?? "prod";
}

/** Undefined for a name that is nobody's for an environment. */
export function environmentNamed(name: unknown): Environment | undefined {
  const lower = String(name ?? "").toLowerCase();
  return environments.find((environment) => environment === lower) ?? otherNames[lower];
}

/** Pulumi hands over text as it is, and all else as JSON. */
export const readConfig = (config: Readonly<Record<string, string>>): PlannedObject =>
  Object.fromEntries(Object.entries(config).map(([key, text]) => [key, readValue(text)]));

function readValue(text: string): PlannedValue {
  if (!/^[[{]|^(true|false|-?\d+(\.\d+)?)$/.test(text)) return text;
  try {
    return JSON.parse(text);
  } catch {
    // A text that begins like JSON and is none is a text.
    return text;
  }
}
