import type { PlannedResource } from "../../plan/resource.ts";

/** URNs of everything that must exist before a resource, transitively. */
export function waitsFor(
  resource: PlannedResource,
  resources: readonly PlannedResource[],
): ReadonlySet<string> {
  const byUrn = new Map(resources.map((one) => [one.urn, one]));
  const found = new Set<string>();
  const open = [...(resource.dependencies ?? [])];
  for (let urn = open.pop(); urn !== undefined; urn = open.pop()) {
    if (found.has(urn)) continue;
    found.add(urn);
    open.push(...(byUrn.get(urn)?.dependencies ?? []));
  }
  return found;
}

/** The resources that a property is made of; undefined where that is not visible. */
export function madeOf(
  resource: PlannedResource,
  property: string,
  among: readonly PlannedResource[],
): readonly PlannedResource[] | undefined {
  const urns = resource.propertyDependencies?.[property];
  return resource.propertyDependencies === undefined
    ? undefined
    : among.filter(({ urn }) => urns?.includes(urn));
}
