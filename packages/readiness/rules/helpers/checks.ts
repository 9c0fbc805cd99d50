import { ofType, type PlannedResource, type ResourceKind } from "../../plan/resource.ts";
import {
  isObject,
  isUnknown,
  objectsIn,
  type PlannedObject,
  type PlannedValue,
  type Unknown,
  unknown,
} from "../../plan/value.ts";
import { type Finding, notKnown, violation } from "../rule.ts";
import { inZone, servedZones } from "./edge/served-zones.ts";

export type Known = Exclude<PlannedValue, Unknown>;

/**
 * What is wrong with a value, as a sentence, and optionally the property; undefined when nothing
 * is.
 */
export type Verdict = string | { readonly said: string; readonly property: string } | undefined;

type Judge = (resources: readonly PlannedResource[]) => Finding[];

/**
 * The value at a dotted path (`origin.port`). A text on the way is parsed as JSON, as in
 * `supabase.Settings`.
 */
export function read(resource: PlannedResource, path: string): PlannedValue {
  let value: PlannedValue = resource.props;
  for (const key of path.split(".")) {
    if (isUnknown(value)) return unknown;
    const holder: PlannedValue = typeof value === "string" ? parsed(value) : value;
    value = isObject(holder) ? holder[key] : undefined;
  }
  return value;
}

function parsed(text: string): PlannedValue {
  try {
    return JSON.parse(text);
  } catch {
    // The provider rejects it too, with the position of the mistake.
    return undefined;
  }
}

/** The value if it is an object, or its parsed JSON text; otherwise an empty object. */
export function objectOf(value: PlannedValue): PlannedObject {
  const held = typeof value === "string" ? parsed(value) : value;
  return isObject(held) ? held : {};
}

/** Judges a property of each resource of a kind. */
export function property(
  kind: ResourceKind,
  path: string,
  verdict: (value: Known, resource: PlannedResource) => Verdict,
): Judge {
  return (resources) =>
    ofType(resources, kind).flatMap((resource) => {
      const value = read(resource, path);
      return isUnknown(value)
        ? [notKnown(path, resource)]
        : violationOf(verdict(value, resource), resource);
    });
}

/** The finding for a verdict; none when nothing is wrong. */
export function violationOf(
  verdict: Verdict,
  resource?: PlannedResource,
  more: Parameters<typeof violation>[2] = {},
): Finding[] {
  if (verdict === undefined) return [];
  if (typeof verdict === "string") return [violation(verdict, resource, more)];
  const { said, property: key } = verdict;
  return [violation(said, resource, { ...more, property: key })];
}

/** Requires at least one resource of a kind for each of another. */
export function present(kind: ResourceKind, beside: ResourceKind, said: string): Judge {
  return (resources) =>
    ofType(resources, kind).length > 0
      ? []
      : ofType(resources, beside)
          .slice(0, 1)
          .map((one) => violation(said, one));
}

/**
 * Judges a setting of each serving zone. An undeclared setting keeps whatever value it has, so it
 * is a violation unless the setting is off by default (`unset`).
 */
export function zoneSetting(
  id: string,
  verdict: (value: Known) => Verdict,
  { unset = "a violation" }: { readonly unset?: "a violation" | "harmless" } = {},
): Judge {
  return (resources) =>
    servedZones(resources).flatMap((zone) => {
      const holding = inZone(ofType(resources, "zoneSetting"), zone).filter(
        ({ props }) => props.settingId === id || isUnknown(props.settingId),
      );
      if (holding.length > 0) return holding.flatMap((one) => judgeSetting(one, verdict));
      return unset === "harmless"
        ? []
        : zone.doors
            .slice(0, 1)
            .map((door) => violation(`The zone setting ${id} is not declared.`, door));
    });
}

function judgeSetting(setting: PlannedResource, verdict: (value: Known) => Verdict): Finding[] {
  const { settingId, value } = setting.props;
  if (isUnknown(settingId)) return [notKnown("settingId", setting)];
  return isUnknown(value) ? [notKnown("value", setting)] : violationOf(verdict(value), setting);
}

/** Judges one binding of each version of the Worker, or undefined if there is no such binding. */
export function binding(
  name: string,
  verdict: (binding: PlannedObject | undefined) => Verdict,
): Judge {
  return (resources) =>
    eachBindings(resources, (bindings, version) =>
      violationOf(verdict(bindings.find((one) => one.name === name)), version, { subject: name }),
    );
}

/** The entries of a comma-separated text, trimmed and without empty ones. */
export const listed = (text: string): string[] =>
  text
    .split(",")
    .map((one) => one.trim())
    .filter((one) => one !== "");

/** Judges the publicly readable text of one binding; undefined without the binding. */
export function bindingText(name: string, verdict: (text: string | undefined) => Verdict): Judge {
  return (resources) =>
    eachBindings(resources, (bindings, version) => {
      const text = bindings.find((one) => one.name === name)?.text;
      if (isUnknown(text)) return [notKnown(`Binding ${name}`, version)];
      const known = typeof text === "string" ? text : undefined;
      return violationOf(verdict(known), version, { subject: name });
    });
}

/** Judges all bindings of each version of the Worker. */
export function eachBindings(
  resources: readonly PlannedResource[],
  judge: (bindings: readonly PlannedObject[], version: PlannedResource) => Finding[],
): Finding[] {
  return ofType(resources, "workerVersion").flatMap((version) => {
    const { bindings } = version.props;
    return isUnknown(bindings)
      ? [notKnown("bindings", version)]
      : judge(objectsIn(bindings), version);
  });
}

/** Milliseconds of a PostgreSQL duration: `5s`, `5000ms`, `2min`, or a number of milliseconds. */
export function milliseconds(value: Known): number | undefined {
  if (typeof value === "number") return value;
  const [, amount, unit = "ms"] = /^(\d+)\s*(ms|s|min|h)?$/.exec(String(value)) ?? [];
  const factor = { ms: 1, s: 1000, min: 60_000, h: 3_600_000 }[unit];
  return amount === undefined || factor === undefined ? undefined : Number(amount) * factor;
}
