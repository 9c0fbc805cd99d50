import { ofType, type PlannedResource } from "../../../plan/resource.ts";
import { isObject } from "../../../plan/value.ts";
import type { Facts, Rule } from "../../rule.ts";

/** A rule about what a zone does with the requests of all its hosts. */
export const isOfZone = ({ area, subjects }: Rule): boolean =>
  area === "edge" && subjects.includes("customDomain");

/**
 * Whether the zone's settings and rules belong to another stack, which is judged for them: so it is
 * for a preview that only adds its host name. Never in production.
 */
export function isZoneOfOtherStack(
  resources: readonly PlannedResource[],
  { environment, config }: Facts,
): boolean {
  const { "seaworthy:edge": edge = null, "seaworthy:preview": preview = null } = config ?? {};
  return (
    environment !== "prod" &&
    isObject(edge) &&
    edge.zone === "shared" &&
    isObject(preview) &&
    typeof preview.of === "string" &&
    ofType(resources, "route").length === 0 &&
    ofType(resources, "ruleset").length === 0 &&
    ofType(resources, "zoneSetting").length === 0
  );
}
