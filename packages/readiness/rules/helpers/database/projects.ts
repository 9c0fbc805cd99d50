import { ofType, type PlannedResource, type ResourceKind } from "../../../plan/resource.ts";

/**
 * What identifies a resource's Supabase project: its reference, or the resource that it comes from.
 */
function keysOf(resource: PlannedResource): readonly string[] {
  const { props, propertyDependencies, urn } = resource;
  const known = [props.projectRef, props.id].filter((one) => typeof one === "string");
  const isProject = ofType([resource], "supabaseProject").length > 0;
  return [...known, ...(propertyDependencies?.projectRef ?? []), ...(isProject ? [urn] : [])];
}

/** Whether two resources belong to the same project; assumed if unknown. */
export function isSameProject(one: PlannedResource, two: PlannedResource): boolean {
  const [first, second] = [keysOf(one), keysOf(two)];
  const tells = (keys: readonly string[], resource: PlannedResource) =>
    keys.some((key) => key !== resource.urn) || ofType([resource], "supabaseProject").length > 0;
  if (!tells(first, one) || !tells(second, two)) return true;
  const bothKnown = first.some((key) => second.includes(key));
  return bothKnown || isOfUnseen(one, two);
}

/**
 * A known reference on one side and one derived from a resource on the other cannot be compared.
 */
function isOfUnseen(one: PlannedResource, two: PlannedResource): boolean {
  const isRef = (resource: PlannedResource) => typeof resource.props.projectRef === "string";
  const isMade = (resource: PlannedResource) =>
    (resource.propertyDependencies?.projectRef ?? []).length > 0 ||
    ofType([resource], "supabaseProject").length > 0;
  return (isRef(one) && !isRef(two) && isMade(two)) || (isRef(two) && !isRef(one) && isMade(one));
}

/** The resources of a kind in the same project as another resource. */
export const ofProject = (
  resources: readonly PlannedResource[],
  kind: ResourceKind,
  about: PlannedResource,
): PlannedResource[] => ofType(resources, kind).filter((one) => isSameProject(one, about));
