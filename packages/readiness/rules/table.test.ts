import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { areas, environments, ranks, severities } from "./rule.ts";
import { rules } from "./table.ts";

test.each(rules.map((rule) => [rule.id, rule] as const))(
  "%s says what it requires, why, and what to do",
  (id, rule) => {
    expect(areas.some((area) => id.startsWith(`${area}-`) && area === rule.area)).toBe(true);
    for (const text of [rule.title, rule.why, rule.fix, rule.example.code])
      expect(text).toMatch(/\S{3,}/);
    expect(rule.source).toMatch(/^https:\/\/\S+$/);
    expect(Object.keys(rule.severity).sort()).toEqual([...environments].sort());
    for (const environment of environments)
      expect(severities).toContain(rule.severity[environment]);
    expect(environments.some((environment) => rule.severity[environment] !== "off")).toBe(true);
    expect(ranks).toContain(rule.rank);
    expect(rule.subjects.length).toBeGreaterThan(0);
  },
);

test("a rule is a file of its name, listed once; there are at least 80, and some in every area", () => {
  for (const { id } of rules)
    expect(existsSync(join(import.meta.dirname, `${id}.ts`)), id).toBe(true);
  expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length);
  expect(rules.length).toBeGreaterThanOrEqual(80);
  expect(new Set(rules.map(({ area }) => area))).toEqual(new Set(areas));
});

test("what can be configured has a default and a description", () => {
  for (const { id, configuration } of rules) {
    if (configuration === undefined) continue;
    expect(configuration.safeParse({}).success, id).toBe(true);
    for (const field of Object.values(configuration.shape))
      expect(field.description, id).toMatch(/\S/);
  }
});

test("a rule without remediation in its table says how by hand, and one with it is about one resource", () => {
  for (const { id, remediate, subjects, fix } of rules) {
    expect(fix, id).toMatch(/\.$/);
    if (remediate !== undefined) expect(subjects, id).toHaveLength(1);
  }
});
