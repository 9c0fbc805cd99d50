import * as pulumi from "@pulumi/pulumi";
import { dayOf } from "@seaworthy/core/days";
import type { Facts } from "../rules/rule.ts";
import { environmentOf } from "./environment.ts";
import type { PlannedObject, PlannedValue } from "./value.ts";

/** What the pack knows about the stack that Pulumi runs it for. */
export function factsOfStack(): Facts {
  const config = pulumi.runtime.allConfig();
  return {
    environment: environmentOf(config, pulumi.getStack()),
    today: dayOf(new Date()),
    config: readConfig(config),
  };
}

/** Pulumi passes text as it is, and everything else as JSON. */
const readConfig = (config: Readonly<Record<string, string>>): PlannedObject =>
  Object.fromEntries(Object.entries(config).map(([key, text]) => [key, readValue(text)]));

function readValue(text: string): PlannedValue {
  if (!/^[[{]|^(true|false|-?\d+(\.\d+)?)$/.test(text)) return text;
  try {
    return JSON.parse(text);
  } catch {
    // A text that begins like JSON but is not JSON.
    return text;
  }
}
