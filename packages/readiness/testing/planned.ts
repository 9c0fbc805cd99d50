import { type PlannedResource, types } from "../plan/resource.ts";
import type { PlannedObject } from "../plan/value.ts";
import type { Context, Finding, Rule } from "../rules/rule.ts";

/** A planned resource of one of the types that rules check. */
export function planned(
  type: keyof typeof types,
  props: PlannedObject,
  name: string = type,
): PlannedResource {
  return {
    type: types[type],
    name,
    urn: `urn:pulumi:test::seaworthy::${types[type]}::${name}`,
    props,
  };
}

/** A rule's findings, as lines that a test can compare: `violation pooler: …`. */
export function findings(rule: Rule, ...resources: readonly PlannedResource[]): string[] {
  return findingsWith({}, rule, ...resources);
}

/** Same, with a stack's app facts or a profile's settings. */
export function findingsWith(
  context: Partial<Context>,
  rule: Rule,
  ...resources: readonly PlannedResource[]
): string[] {
  return rule
    .judge(resources, { environment: "prod", today: "2026-11-21", ...context })
    .map(
      ({ kind, message, resource }: Finding) => `${kind} ${resource?.name ?? "stack"}: ${message}`,
    );
}
