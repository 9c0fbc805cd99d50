import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import { z } from "zod";
import { rules } from "../rules/table.ts";
import { ruleOf } from "../testing/judged.ts";
import { parseProfile, readProfile, shippedProfiles } from "./read.ts";
import { resolveProfile } from "./resolve.ts";

const own = [
  ruleOf("edge-a", "critical"),
  ruleOf("edge-b", "medium", { configuration: z.object({ most: z.int().positive().default(5) }) }),
];

test.each(shippedProfiles)("%s can be resolved for the built-in rules", (name) => {
  const profile = resolveProfile(readProfile(name), rules, "prod");
  expect(Object.keys(profile.rules)).toHaveLength(rules.length);
});

test("baseline changes nothing; strict has no advisory rules; prototype keeps the critical ones", () => {
  const severities = (name: string) =>
    rules.map((rule) => resolveProfile(readProfile(name), rules, "prod").rules[rule.id]?.severity);
  expect(new Set(severities("baseline"))).toEqual(new Set([undefined]));
  const on = rules.filter(({ severity }) => severity.prod !== "off");
  const strict = resolveProfile(readProfile("strict"), rules, "prod");
  for (const { id } of on) expect(strict.rules[id]?.severity, id).toBe("mandatory");
  const critical = on.filter(({ rank }) => rank === "critical");
  const prototype = resolveProfile(readProfile("prototype"), rules, "prod");
  for (const { id } of critical) expect(prototype.rules[id]?.severity, id).toBe("mandatory");
});

test("a rule's own entry overrides its area's, and that its rank's, in one environment or all", () => {
  const file = parseProfile(
    "description: x\nranks: { critical: advisory, medium: off }\nareas: { edge: { prod: mandatory } }\nrules: { edge-b: { prod: off } }\n",
    "own",
  );
  expect(resolveProfile(file, own, "prod").rules).toEqual({
    "edge-a": { severity: "mandatory" },
    "edge-b": { severity: "off" },
  });
  expect(resolveProfile(file, own, "staging").rules).toEqual({
    "edge-a": { severity: "advisory" },
    "edge-b": { severity: "off" },
  });
});

test("a rule that is off in an environment is turned on there only by its own name", () => {
  const off = [
    ruleOf("edge-a", "high", { severity: { local: "off", staging: "off", prod: "mandatory" } }),
  ];
  const severity = (text: string) =>
    resolveProfile(parseProfile(`description: x\n${text}\n`, "own"), off, "staging").rules["edge-a"]
      ?.severity;
  expect(severity("ranks: { high: mandatory }\nareas: { edge: mandatory }")).toBeUndefined();
  expect(severity("rules: { edge-a: mandatory }")).toBe("mandatory");
});

test("settings reach their rule, checked by its own schema", () => {
  const withSettings = (settings: string) =>
    parseProfile(`description: x\nrules: { edge-b: { settings: ${settings} } }\n`, "own");
  expect(resolveProfile(withSettings("{ most: 3 }"), own, "prod").rules["edge-b"]).toEqual({
    settings: { most: 3 },
  });
  expect(() => resolveProfile(withSettings("{ most: -1 }"), own, "prod")).toThrow(
    /edge-b.settings.most/,
  );
  expect(() => resolveProfile(withSettings("{ least: 1 }"), own, "prod")).toThrow(
    expect.objectContaining({ code: "PROFILE_INVALID" }),
  );
});

test("a profile with unknown names is refused", () => {
  const refused = expect.objectContaining({ code: "PROFILE_INVALID" });
  expect(() =>
    resolveProfile(parseProfile("description: x\nrules: { edge-c: off }\n", "own"), own, "prod"),
  ).toThrow(refused);
  expect(() => parseProfile("description: x\nareas: { kitchen: off }\n", "own")).toThrow(refused);
  expect(() => parseProfile("description: x\nranks: { high: loud }\n", "own")).toThrow(refused);
  expect(() => parseProfile("description: [", "own")).toThrow(refused);
  expect(() => readProfile("no-such-profile")).toThrow(/baseline, strict, prototype/);
});

test("the page's example is a valid profile", () => {
  const page = readFileSync(
    resolve(import.meta.dirname, "../../../docs/policies/profiles.md"),
    "utf8",
  );
  const [, example = ""] = /```yaml\n([\s\S]*?)```/.exec(page) ?? [];
  expect(
    resolveProfile(parseProfile(example, "page"), rules, "staging").rules["edge-hsts"],
  ).toEqual({ severity: "advisory" });
});
