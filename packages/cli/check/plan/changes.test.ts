import type { PlannedResource } from "@seaworthy/readiness/plan/resource";
import { unknown } from "@seaworthy/readiness/plan/value";
import { expect, test } from "vitest";
import { changesSince } from "./changes.ts";
import type { PreviewedPlan } from "./plan.ts";

const resource = (
  name: string,
  props: PlannedResource["props"],
  type = "a:b:C",
): PlannedResource => ({
  type,
  name,
  urn: `urn::${type}::${name}`,
  props,
});

const plan = (
  resources: readonly PlannedResource[],
  aliases: Readonly<Record<string, string>> = {},
): PreviewedPlan => ({
  secretTexts: new Set(),
  resources,
  changes: [],
  declared: new Map(
    resources.map(
      ({ urn, type, name }) =>
        [
          urn,
          { aliases: aliases[name] === undefined ? [] : [{ type, name: aliases[name] }] },
        ] as const,
    ),
  ),
});

const told = (before: PreviewedPlan, after: PreviewedPlan) =>
  changesSince(before, after).map(({ kind, resource: { name }, properties }) =>
    [kind, name, ...(properties ?? [])].join(" "),
  );

test("reports what was added, changed and removed, with the names of what changed", () => {
  const before = plan([
    resource("kept", { a: { x: 1, y: [unknown] } }),
    resource("changed", { a: 1, b: 2 }),
    resource("gone", {}),
  ]);
  const after = plan([
    resource("kept", { a: { y: [unknown], x: 1 } }),
    resource("changed", { a: 2, c: unknown }),
    resource("new", {}),
  ]);
  expect(told(before, after)).toEqual([
    "same kept",
    "update changed a b c",
    "create new",
    "delete gone",
  ]);
});

test("a resource renamed with an alias is the same; one of another type is not", () => {
  expect(
    told(plan([resource("old", { a: 1 })]), plan([resource("new", { a: 1 })], { new: "old" })),
  ).toEqual(["same new"]);
  expect(told(plan([resource("x", {})]), plan([resource("x", {}, "a:b:D")]))).toEqual([
    "create x",
    "delete x",
  ]);
});

test("components do not count as changes", () => {
  expect(
    told(
      plan([]),
      plan([
        { ...resource("edge", {}, "acme:infra:Edge"), isComponent: true },
        resource("s", {}, "pulumi:pulumi:Stack"),
      ]),
    ),
  ).toEqual([]);
});
