import type { PlannedResource } from "./resource.ts";
import { type PlannedObject, type PlannedValue, unknown } from "./value.ts";

/** What a policy is given of a resource, in the part that is needed here. */
export interface PolicyResource {
  readonly type: string;
  readonly name: string;
  readonly urn: string;
  /** Reading a property that is not known yet throws; that is how `@pulumi/policy` shows it. */
  readonly props: Record<string, unknown>;
  readonly opts?: { readonly protect: boolean };
}

/**
 * Copies a resource into plain values, in which what is not known yet is a value like any other.
 */
export function readPlanned({ type, name, urn, props, opts }: PolicyResource): PlannedResource {
  return {
    type,
    name,
    urn,
    props: readObject(props),
    ...(opts === undefined ? {} : { options: { protect: opts.protect } }),
  };
}

function readObject(source: object): PlannedObject {
  return Object.fromEntries(Object.keys(source).map((key) => [key, readProperty(source, key)]));
}

function readProperty(holder: object, key: string): PlannedValue {
  let value: unknown;
  try {
    value = Reflect.get(holder, key);
  } catch {
    // The only way in which reading plain data can fail here.
    return unknown;
  }
  if (Array.isArray(value)) return Object.keys(value).map((index) => readProperty(value, index));
  if (typeof value === "object" && value !== null) return readObject(value);
  return typeof value === "string" ||
    typeof value === "number" ||
    typeof value === "boolean" ||
    value === null
    ? value
    : undefined;
}
