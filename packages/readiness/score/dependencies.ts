import { createHash } from "node:crypto";
import { defined } from "@seaworthy/core/defined";
import type { PlannedResource } from "../plan/resource.ts";
import { isObject, isUnknown, type PlannedValue } from "../plan/value.ts";

/** What a proof depends on: the declared properties of one resource, each as a checksum. */
export interface Dependency {
  readonly type: string;
  readonly name: string;
  /** Relevant parts, such as `bindings[NAME]`; default all of it. */
  readonly parts?: readonly string[] | undefined;
  readonly declared: Readonly<Record<string, string>>;
}

/** Secrets are left out: a checksum would reveal a short one, and a rotation replaces them. */
export function dependencyOn(resource: PlannedResource, parts?: readonly string[]): Dependency {
  const known = leavesOf(resource.props, resource.secretPaths).filter(
    ([path, value]) => value !== hidden && isPartOf(path, parts),
  );
  return {
    type: resource.type,
    name: resource.name,
    ...defined({ parts }),
    declared: Object.fromEntries(known),
  };
}

/** Whether the resource is unchanged since then, as far as both sides know it. */
export function isUnchanged(
  { type, name, declared, parts }: Dependency,
  resources: readonly PlannedResource[],
): boolean {
  const now = resources.find((one) => one.type === type && one.name === name);
  if (now === undefined) return false;
  const leaves = leavesOf(now.props, now.secretPaths).filter(([path]) => isPartOf(path, parts));
  const known = new Map(leaves.filter(([, value]) => value !== hidden));
  const hiddenPaths = leaves.filter(([, value]) => value === hidden).map(([path]) => path);
  const isHidden = (path: string) => hiddenPaths.some((one) => isWithin(path, one));
  const changed = Object.entries(declared).some(
    ([path, checksum]) => !isHidden(path) && known.get(path) !== checksum,
  );
  return !changed && [...known.keys()].every((path) => path in declared);
}

const isPartOf = (path: string, parts: readonly string[] | undefined): boolean =>
  parts === undefined || parts.some((part) => isWithin(path, part));

/** Secret, or not known before the update. */
const hidden = "";

type Leaf = readonly [path: string, checksum: string];

/** Every value by its path; list items are identified by name if they have one. */
function leavesOf(props: PlannedValue, secretPaths: ReadonlySet<string> = new Set()): Leaf[] {
  const visit = (value: PlannedValue, path: string, place: string): Leaf[] => {
    if (isUnknown(value) || secretPaths.has(place)) return [[path, hidden]];
    if (value === undefined || value === null) return [];
    if (Array.isArray(value))
      return value.flatMap((item: PlannedValue, index) =>
        visit(item, `${path}[${nameOf(item) ?? index}]`, `${place}[${index}]`),
      );
    if (!isObject(value)) return [[path, checksumOf(String(value))]];
    return Object.entries(value).flatMap(([key, inner]) =>
      visit(inner, path === "" ? key : `${path}.${key}`, place === "" ? key : `${place}.${key}`),
    );
  };
  return visit(props, "", "");
}

function nameOf(item: PlannedValue): string | undefined {
  if (!isObject(item)) return undefined;
  const { name, ref } = item;
  return typeof name === "string" ? name : typeof ref === "string" ? ref : undefined;
}

const checksumOf = (text: string) => createHash("sha256").update(text).digest("hex").slice(0, 16);

const isWithin = (path: string, outer: string): boolean =>
  path === outer || path.startsWith(`${outer}.`) || path.startsWith(`${outer}[`);
