import { globSync } from "node:fs";
import { matchesGlob } from "node:path";
import { expect, test } from "vitest";
import { type Area, areas, environments, ranks, severities } from "./rule.ts";
import { rules } from "./table.ts";

/** Large areas have several folders; every other area has the one of its name. */
const foldersOf: Partial<Record<Area, readonly string[]>> = {
  database: ["auth", "database", "migrations", "schema/*"],
  edge: ["dns", "edge", "firewall", "zone"],
};
const folders = areas.flatMap((area) => foldersOf[area] ?? [area]);
const files = globSync(`{${folders.join(",")}}/*.ts`, { cwd: import.meta.dirname })
  .filter((file) => !file.endsWith(".test.ts"))
  .sort();

test.each(rules.map((rule) => [rule.id, rule] as const))(
  "%s says what it requires, why, and what to do",
  (id, rule) => {
    // Supabase's own names have underscores; ours begin with the area.
    expect(id).toMatch(
      rule.area === "database" ? /^(database-[a-z-]+|[a-z_0-9]+)$/ : /^[a-z0-9-]+$/,
    );
    if (id.includes("-")) expect(id.startsWith(`${rule.area}-`)).toBe(true);
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

test("a rule is a file of its name in the folder of its area, and each such file is listed", () => {
  const homes = rules.map(({ id, area }) => {
    const patterns = (foldersOf[area] ?? [area]).map((folder) => `${folder}/${id}.ts`);
    return (
      files.find((file) => patterns.some((pattern) => matchesGlob(file, pattern))) ??
      `no file ${id}.ts`
    );
  });
  expect(homes.sort()).toEqual(files);
});

test("no rule is listed twice; there are at least 80, and some in every area", () => {
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

test("a rule without a remediation says how to fix it by hand, and one with it judges single resources", () => {
  for (const { id, remediate, scope, fix } of rules) {
    expect(fix, id).toMatch(/\.$/);
    if (remediate !== undefined) expect(scope, id).toBe("resource");
  }
});
