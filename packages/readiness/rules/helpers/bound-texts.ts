import { ofType, type PlannedResource } from "../../plan/resource.ts";
import {
  isObject,
  isUnknown,
  objectsIn,
  type PlannedObject,
  type PlannedValue,
} from "../../plan/value.ts";

/** A resource with bindings or variables: a Worker's version, a script, or Pages. */
export interface Bound {
  readonly resource: PlannedResource;
  /** Undefined where the list itself is not known. */
  readonly bindings: readonly PlannedObject[] | undefined;
}

export const boundKinds = ["workerVersion", "workersScript", "pagesProject"] as const;

export const boundResources = (resources: readonly PlannedResource[]): Bound[] =>
  boundKinds
    .flatMap((kind) => ofType(resources, kind))
    .map((resource) => {
      const { bindings } = resource.props;
      return { resource, bindings: isUnknown(bindings) ? undefined : objectsIn(bindings) };
    });

/** A named text. */
export interface NamedText {
  readonly name: string;
  readonly text: PlannedValue;
}

/**
 * The texts of a binding that anyone with access to the Worker can read; in JSON, each text under
 * its own key.
 */
export function readableTexts({ name, type, text, json }: PlannedObject): NamedText[] {
  if (type === "plain_text") return [{ name: String(name), text }];
  if (type !== "json") return [];
  if (typeof json !== "string") return [{ name: String(name), text: json }];
  return textsOf(String(name), parsed(json));
}

function textsOf(name: string, value: PlannedValue): NamedText[] {
  if (Array.isArray(value)) return value.flatMap((item: PlannedValue) => textsOf(name, item));
  if (isObject(value))
    return Object.entries(value).flatMap(([key, item]) => textsOf(`${name}.${key}`, item));
  return [{ name, text: value === undefined || isUnknown(value) ? value : String(value) }];
}

function parsed(text: string): PlannedValue {
  try {
    return JSON.parse(text);
  } catch {
    // Cloudflare rejects it; it can still be judged as text.
    return text;
  }
}
