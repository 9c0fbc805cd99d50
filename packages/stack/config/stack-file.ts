import { readFileSync } from "node:fs";
import { findProject } from "@seaworthy/core/project";
import { parse } from "yaml";

export const stackNames = ["local", "staging", "prod"] as const;

/** A stack file's configuration as plain values that a test can change. */
export function readStackFile(stack: (typeof stackNames)[number]): Record<string, unknown> {
  return parse(readFileSync(findProject().stackFile(stack), "utf8")).config;
}

/** Configuration in Pulumi's form: strings as they are, everything else as JSON. */
export function asProgramSees(config: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(config).map(([key, value]) => [
      key,
      typeof value === "string" ? value : JSON.stringify(value),
    ]),
  );
}

/** A copy in which one key, written as in mistakes, has another value; `undefined` removes it. */
export function changed(
  config: Readonly<Record<string, unknown>>,
  key: string,
  value: unknown,
): Record<string, unknown> {
  const copy = structuredClone(config) as Record<string, unknown>;
  const [section = "", ...rest] = key.split(".");
  const path = [`seaworthy:${section}`, ...rest];
  const last = path.pop() ?? "";
  const holder = path.reduce((inner, part) => {
    inner[part] ??= {};
    return inner[part] as Record<string, unknown>;
  }, copy);
  if (value === undefined) delete holder[last];
  else holder[last] = value;
  return copy;
}
