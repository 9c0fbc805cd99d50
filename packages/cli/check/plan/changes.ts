import type { PlannedResource } from "@seaworthy/readiness/plan/resource";
import type { PlannedObject, PlannedValue } from "@seaworthy/readiness/plan/value";
import type { PlannedChange } from "@seaworthy/readiness/reports/report";
import type { PreviewedPlan } from "./plan.ts";

/**
 * The changes of one program's plan against another's. A stack without state plans to create
 * everything; this is what a reviewer wants to see instead. Resources match by type and any current
 * or former name.
 */
export function changesSince(before: PreviewedPlan, after: PreviewedPlan): PlannedChange[] {
  const former = new Map(
    before.resources.filter(isReal).map((resource) => [keyOf(resource), resource]),
  );
  const changes = after.resources.filter(isReal).map((resource) => {
    const keys = [keyOf(resource), ...(after.declared.get(resource.urn)?.aliases ?? []).map(keyOf)];
    const key = keys.find((one) => former.has(one));
    const old = key === undefined ? undefined : former.get(key);
    if (key !== undefined) former.delete(key);
    return old === undefined ? changeOf("create", resource) : compare(old, resource);
  });
  return [...changes, ...[...former.values()].map((resource) => changeOf("delete", resource))];
}

/** Components and providers exist only in Pulumi: their changes are not visible outside. */
const isReal = ({ type, isComponent }: PlannedResource): boolean =>
  !type.startsWith("pulumi:") && isComponent !== true;

const keyOf = ({ type, name }: { readonly type: string; readonly name: string }): string =>
  `${type} ${name}`;

function compare(old: PlannedResource, resource: PlannedResource): PlannedChange {
  const keys = [...new Set([...Object.keys(old.props), ...Object.keys(resource.props)])].sort();
  const properties = keys.filter((key) => textOf(old.props[key]) !== textOf(resource.props[key]));
  return properties.length === 0
    ? changeOf("same", resource)
    : { ...changeOf("update", resource), properties };
}

const changeOf = (
  kind: PlannedChange["kind"],
  { type, name, urn }: PlannedResource,
): PlannedChange => ({
  kind,
  resource: { type, name, urn },
});

/** Equal text for equal values, whatever the order of keys; all unknown values are equal. */
const textOf = (value: PlannedValue): string =>
  JSON.stringify(value, (_, inner: unknown) => {
    if (typeof inner === "symbol") return "known after the update";
    return typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? sorted(inner as PlannedObject)
      : inner;
  }) ?? "";

const sorted = (object: PlannedObject): PlannedObject =>
  Object.fromEntries(Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1)));
