import { defined } from "@seaworthy/core/defined";
import type { PlannedOptions, PlannedResource } from "./resource.ts";
import { type PlannedObject, type PlannedValue, unknown } from "./value.ts";

/** The parts of a policy's resource argument that are used here. */
export interface PolicyResource {
  readonly type: string;
  readonly name: string;
  readonly urn: string;
  /** In `@pulumi/policy`, reading a property that is not known yet throws. */
  readonly props: Record<string, unknown>;
  readonly opts?: {
    readonly protect: boolean;
    readonly ignoreChanges?: readonly string[];
    readonly deleteBeforeReplace?: boolean | undefined;
  };
  /** Only for resources of a stack policy. */
  readonly dependencies?: readonly { readonly urn: string }[];
  readonly propertyDependencies?: Readonly<Record<string, readonly { readonly urn: string }[]>>;
}

/**
 * A stack policy's resources. Policies that the engine asks in one request receive the same list,
 * so that what is derived from it is derived once.
 */
export function readStack(resources: readonly PolicyResource[]): readonly PlannedResource[] {
  const planned = resources.map(readPlanned);
  const isLast =
    planned.length === last.length &&
    planned.every(
      ({ urn, props }, index) => urn === last[index]?.urn && props === last[index].props,
    );
  if (!isLast) last = planned;
  return last;
}

let last: readonly PlannedResource[] = [];

/** Copies a resource into plain values, with unknown values as ordinary values. */
export function readPlanned(resource: PolicyResource): PlannedResource {
  const { type, name, urn, props, opts, dependencies, propertyDependencies } = resource;
  return {
    type,
    name,
    urn,
    props: readProps(props),
    ...(opts === undefined ? {} : { options: readOptions(opts) }),
    ...(dependencies === undefined ? {} : { dependencies: urnsOf(dependencies) }),
    ...(propertyDependencies === undefined
      ? {}
      : {
          propertyDependencies: Object.fromEntries(
            Object.entries(propertyDependencies).map(([key, of]) => [key, urnsOf(of)]),
          ),
        }),
  };
}

const urnsOf = (resources: readonly { readonly urn: string }[]): string[] =>
  resources.map(({ urn }) => urn);

function readOptions({
  protect,
  ignoreChanges,
  deleteBeforeReplace,
}: NonNullable<PolicyResource["opts"]>): PlannedOptions {
  return {
    protect,
    ...defined({ ignoreChanges, deleteBeforeReplace }),
  };
}

/** What `@pulumi/policy` calls the object behind the proxy that it gives to policies. */
const behindProxy = "__getSpecialProxyTarget";
const known = new WeakMap<object, PlannedObject>();

function readProps(props: Record<string, unknown>): PlannedObject {
  const source = props[behindProxy];
  if (typeof source !== "object" || source === null) return readObject(props);
  const read = known.get(source) ?? readObject(props);
  known.set(source, read);
  return read;
}

function readObject(source: object): PlannedObject {
  return Object.fromEntries(Object.keys(source).map((key) => [key, readProperty(source, key)]));
}

function readProperty(holder: object, key: string): PlannedValue {
  let value: unknown;
  try {
    value = Reflect.get(holder, key);
  } catch {
    // Reading plain data cannot fail in any other way here.
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
