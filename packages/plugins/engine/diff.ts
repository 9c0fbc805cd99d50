import type { Change } from "../kit/plugin.ts";
import { hasUnknown, isList, isValues, sameValue, type Value, type Values } from "../kit/values.ts";
import { isInput, type Property, type Shape } from "./shape.ts";

/**
 * The changes from old inputs to new ones. Omitting an input that the vendor then fills in
 * (`computed`) is not a change.
 */
export function changesBetween(shape: Shape, oldInputs: Values, news: Values): Change[] {
  return Object.entries(shape).flatMap(([name, property]) => {
    if (!isInput(property)) return [];
    const [before, after] = [oldInputs[name] ?? null, news[name] ?? null];
    if (after === null && property.mode === "computed") return [];
    return valueChanges(
      name,
      meaning(property, before),
      meaning(property, after),
      property.replaces ?? false,
    );
  });
}

function valueChanges(path: string, before: Value, after: Value, replaces: boolean): Change[] {
  if (sameValue(before, after)) return [];
  if (before === null) return [{ path, kind: "add", replaces }];
  if (after === null) return [{ path, kind: "delete", replaces }];
  if (isValues(before) && isValues(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    return keys.flatMap((key) =>
      valueChanges(`${path}${segment(key)}`, before[key] ?? null, after[key] ?? null, replaces),
    );
  }
  if (isList(before) && isList(after)) {
    const indexes = Array.from(
      { length: Math.max(before.length, after.length) },
      (_, index) => index,
    );
    return indexes.flatMap((index) =>
      valueChanges(`${path}[${index}]`, before[index] ?? null, after[index] ?? null, replaces),
    );
  }
  return [{ path, kind: "update", replaces }];
}

/** Map keys may contain dots and brackets: `headers["X-Frame-Options"]`. */
function segment(key: string): string {
  return /^\w+$/.test(key) ? `.${key}` : `["${key.replaceAll('"', '\\"')}"]`;
}

/** JSON text is compared by its content. */
function meaning(property: Property, value: Value): Value {
  return property.kind.is === "json" && typeof value === "string"
    ? (JSON.parse(value) as Value)
    : value;
}

/** True when both have the same values under these names, all of them known. */
export function sameKey(names: readonly string[], a: Values, b: Values): boolean {
  return names.every((name) => !hasUnknown(b[name] ?? null) && sameValue(a[name], b[name]));
}
