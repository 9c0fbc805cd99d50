import { expect, test } from "vitest";
import { unknown } from "../../../plan/value.ts";
import { planned } from "../../../testing/planned.ts";
import { isSameProject } from "./projects.ts";

const project = (name: string) => planned("supabaseProject", { name }, name);
const [one, two] = [project("one"), project("two")];
const settings = (of: string) => ({
  ...planned("supabaseSettings", { projectRef: unknown }, `settings of ${of}`),
  propertyDependencies: { projectRef: [of] },
});
const pooler = (projectRef: string) => planned("pooler", { projectRef }, `pooler of ${projectRef}`);

test("before there is a reference, its inputs distinguish projects", () => {
  expect(isSameProject(settings(one.urn), one)).toBe(true);
  expect(isSameProject(settings(one.urn), two)).toBe(false);
  expect(isSameProject(settings(one.urn), settings(two.urn))).toBe(false);
});

test("known references distinguish them; if nothing does, one is assumed", () => {
  expect(isSameProject(pooler("a"), pooler("a"))).toBe(true);
  expect(isSameProject(pooler("a"), pooler("b"))).toBe(false);
  expect(isSameProject(pooler("a"), planned("supabaseSettings", { projectRef: unknown }))).toBe(
    true,
  );
});
