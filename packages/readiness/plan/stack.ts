import * as pulumi from "@pulumi/pulumi";
import { type Environment, environments, type Facts } from "../rules/rule.ts";
import type { PlannedObject, PlannedValue } from "./value.ts";

/** What the pack knows about the stack that Pulumi runs it for. */
export function factsOfStack(): Facts {
  const config = pulumi.runtime.allConfig();
  return {
    environment: environmentOf(config),
    today: new Date().toISOString().slice(0, 10),
    config: readConfig(config),
  };
}

/**
 * Which environment's severities apply: `seaworthy:environment` of the stack's configuration. A
 * stack that does not say, or says something else, is judged as production.
 */
export function environmentOf(config: Readonly<Record<string, unknown>>): Environment {
  return (
    environments.find((environment) => environment === config["seaworthy:environment"]) ?? "prod"
  );
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
