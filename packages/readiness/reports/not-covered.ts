import { kindOf, type PlannedResource } from "../plan/resource.ts";
import type { Rule } from "../rules/rule.ts";

export interface NotCovered {
  readonly type: string;
  readonly count: number;
}

/** Types of resources that no rule looks at; components and providers are Pulumi's own. */
export function notCovered(
  resources: readonly PlannedResource[],
  rules: readonly Rule[],
): NotCovered[] {
  const judged = new Set(rules.flatMap(({ subjects }) => subjects));
  const isCovered = ({ type, isComponent }: PlannedResource): boolean => {
    const kind = kindOf(type);
    return isComponent === true || isPulumis(type) || (kind !== undefined && judged.has(kind));
  };
  const rest = resources.filter((resource) => !isCovered(resource));
  return [...Map.groupBy(rest, ({ type }) => type)]
    .map(([type, all]) => ({ type, count: all.length }))
    .sort((a, b) => a.type.localeCompare(b.type));
}

const isPulumis = (type: string): boolean => type.startsWith("pulumi:");
