import { kindOf, type PlannedResource } from "../plan/resource.ts";

export interface NotCovered {
  readonly type: string;
  readonly count: number;
}

/** Resource types that no rule knows; components and providers belong to Pulumi itself. */
export function notCovered(resources: readonly PlannedResource[]): NotCovered[] {
  const rest = resources.filter(
    ({ type, isComponent }) =>
      isComponent !== true && !type.startsWith("pulumi:") && kindOf(type) === undefined,
  );
  return [...Map.groupBy(rest, ({ type }) => type)]
    .map(([type, all]) => ({ type, count: all.length }))
    .sort((a, b) => a.type.localeCompare(b.type));
}
