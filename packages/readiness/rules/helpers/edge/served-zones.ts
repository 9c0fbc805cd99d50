import { ofType, type PlannedResource } from "../../../plan/resource.ts";
import { isUnknown } from "../../../plan/value.ts";

/** A zone in which the stack serves, by routes or custom domains. */
export interface ServedZone {
  /** Routes and custom domains through which visitors reach it. */
  readonly doors: readonly PlannedResource[];
  readonly hosts: readonly string[];
  /** Whether a resource belongs to this zone; undefined when unknown. */
  readonly has: (resource: PlannedResource) => boolean | undefined;
}

/** Identifies a zone by its id or, before it has one, by the resources that the id comes from. */
export function zoneKeyOf({ props, propertyDependencies }: PlannedResource): string | undefined {
  const { zoneId } = props;
  if (typeof zoneId === "string") return zoneId;
  if (!isUnknown(zoneId)) return undefined;
  const origins = propertyDependencies?.zoneId ?? [];
  return origins.length === 0 ? undefined : [...origins].sort().join(" ");
}

/** The zones whose rules and settings stand between visitors and the stack's Workers. */
export function servedZones(resources: readonly PlannedResource[]): readonly ServedZone[] {
  const doors = [...ofType(resources, "route"), ...ofType(resources, "customDomain")];
  return [...Map.groupBy(doors, zoneKeyOf)].map(([key, ofOne]) => ({
    doors: ofOne,
    hosts: [...new Set(ofOne.flatMap(hostsOf))],
    has: (resource) => {
      const own = zoneKeyOf(resource);
      return key === undefined || own === undefined ? undefined : own === key;
    },
  }));
}

/** The host names of a route's pattern; for a wildcard, an example. */
export function hostsOf({ props }: PlannedResource): string[] {
  const named = props.pattern ?? props.hostname;
  if (typeof named !== "string") return [];
  const host = (named.replace(/^https?:\/\//, "").split("/")[0] ?? "").toLowerCase();
  return [host.replace(/^\*\./, "any.").replace(/^\*/, "any")].filter((one) => one !== "");
}

/** What belongs to a zone, or may: in doubt, a resource counts as part of it. */
export const inZone = (
  resources: readonly PlannedResource[],
  { has }: ServedZone,
): PlannedResource[] => resources.filter((resource) => has(resource) !== false);
