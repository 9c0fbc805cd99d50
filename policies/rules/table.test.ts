import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { areas, environments } from "./rule.ts";
import { rules } from "./table.ts";

test.each(rules.map((rule) => [rule.id, rule] as const))("%s says what it requires, why, and what to do", (id, rule) => {
  expect(areas.some((area) => id.startsWith(`${area}-`) && area === rule.area)).toBe(true);
  for (const text of [rule.title, rule.why, rule.fix, rule.source]) expect(text).toMatch(/\S{3,}/);
  expect(Object.keys(rule.severity).sort()).toEqual([...environments].sort());
  expect(rule.severity.prod).toBe("mandatory");
});

test("a rule is a file of its name, with its test beside it, and listed once", () => {
  for (const { id } of rules) {
    expect(existsSync(join(import.meta.dirname, `${id}.ts`)), id).toBe(true);
  }
  expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length);
});

test("no rule finds anything in a stack that has nothing of its kind", () => {
  for (const rule of rules) expect(rule.judge([], { environment: "prod", today: "2026-11-21" }), rule.id).toEqual([]);
});
