import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { StackValidationArgs } from "@pulumi/policy";
import { expect, test } from "vitest";
import { policiesOf } from "../plan/policy.ts";
import { rules } from "../rules/table.ts";
import { judgementOf, reportOf, ruleOf, ruleset, violated, waiverFor } from "../testing/judged.ts";
import { waiverPolicies } from "./policies.ts";
import { parseWaivers } from "./read.ts";

const written = `
- rule: edge-hsts
  resource: edge-setting-security-header
  owner: platform
  reason: Preload waits for the apex domain.
  expires: 2026-12-01
  link: https://example.com/tickets/7
`;

test("a waiver keeps the place where it stands", () => {
  expect(parseWaivers(written, "waivers.prod.yaml")).toMatchObject([
    { rule: "edge-hsts", expires: "2026-12-01", file: "waivers.prod.yaml", line: 2 },
  ]);
  expect(parseWaivers("# none yet\n", "waivers.prod.yaml")).toEqual([]);
});

test.each(["rule", "resource", "owner", "reason", "expires", "link"])(
  "without %s the file is refused, with the line",
  (key) => {
    const lines = written
      .trim()
      .split("\n")
      .map((line) => line.replace("- ", "  "));
    const without = lines
      .filter((line) => !line.trim().startsWith(`${key}:`))
      .join("\n")
      .replace("  ", "- ");
    expect(() => parseWaivers(without, "waivers.prod.yaml")).toThrow(
      expect.objectContaining({
        code: "WAIVERS_INVALID",
        message: expect.stringContaining(`line 1: ${key}`),
      }),
    );
  },
);

test("all mistakes of a file are told at once, and keys that mean nothing are refused", () => {
  const text = `${written}  severity: low\n- rule: x\n`;
  expect(() => parseWaivers(text, "waivers.prod.yaml")).toThrow(
    /line 2:.*severity[\s\S]*line 9: resource[\s\S]*line 9: link/,
  );
  expect(() => parseWaivers("rule: x", "waivers.prod.yaml")).toThrow(/must be a list/);
  expect(() => parseWaivers("- rule: [", "waivers.prod.yaml")).toThrow(
    expect.objectContaining({ code: "WAIVERS_INVALID" }),
  );
  expect(() => parseWaivers(written.replace("https:", "http:"), "w")).toThrow(/https/);
  expect(() => parseWaivers(written.replace("2026-12-01", "next month"), "w")).toThrow(
    /expires: must be a day/,
  );
});

const rule = ruleOf("edge-hsts", "high");
const judgement = judgementOf([rule, "violation", violated("HSTS is short.", ruleset("edge-waf"))]);
const problems = (waiver: ReturnType<typeof waiverFor>) =>
  reportOf(judgement, { waivers: [waiver] });

test("a waiver answers for a violation of its rule on its resource, by name or URN", () => {
  for (const resource of ["edge-waf", ruleset("edge-waf").urn]) {
    const report = problems(waiverFor("edge-hsts", resource));
    expect(report).toMatchObject({
      violations: [],
      waived: [{ daysLeft: 4 }],
      waiverProblems: [],
      rules: [{ outcome: "waived" }],
    });
  }
});

test("it holds on its last day, and fails the day after, when the violation counts again", () => {
  expect(
    problems(waiverFor("edge-hsts", "edge-waf", { expires: "2026-11-21" })).waiverProblems,
  ).toEqual([]);
  const report = problems(waiverFor("edge-hsts", "edge-waf", { expires: "2026-11-20" }));
  expect(report.waiverProblems).toMatchObject([{ kind: "expired" }]);
  expect(report.violations).toHaveLength(1);
});

test("one that matches nothing fails", () => {
  expect(problems(waiverFor("edge-hsts", "edge-cache")).waiverProblems).toMatchObject([
    { kind: "unused" },
  ]);
  expect(problems(waiverFor("edge-nothing", "edge-waf")).waiverProblems).toMatchObject([
    { kind: "unknown-rule" },
  ]);
});

test("one may not be longer than its rank allows", () => {
  expect(
    problems(waiverFor("edge-hsts", "edge-waf", { expires: "2026-12-21" })).waiverProblems,
  ).toEqual([]);
  const report = problems(waiverFor("edge-hsts", "edge-waf", { expires: "2026-12-22" }));
  expect(report.waiverProblems).toMatchObject([
    { kind: "too-long", message: expect.stringContaining("30 at most") },
  ]);
  expect(report.violations).toHaveLength(1);
});

test("what is unknown is not waived, and a waiver that waits for it is not unused", () => {
  const unknown = judgementOf([
    rule,
    "unknown",
    { kind: "unknown", message: "not known", resource: ruleset("edge-waf") },
  ]);
  const report = (resource: string) =>
    reportOf(unknown, { waivers: [waiverFor("edge-hsts", resource)] });
  expect(report("edge-waf")).toMatchObject({ waived: [], unknowns: [{}], waiverProblems: [] });
  expect(report("edge-cache")).toMatchObject({
    waived: [],
    unknowns: [{}],
    waiverProblems: [{ kind: "unused" }],
  });
});

test("an update tells what is waived, and refuses what is waived no more", () => {
  const told = (waiver: ReturnType<typeof waiverFor>) =>
    waiverPolicies([waiver], [rule], "2026-11-21").flatMap((policy) => {
      const lines: string[] = [];
      if ("validateStack" in policy)
        policy.validateStack({} as StackValidationArgs, (line) => lines.push(line));
      return lines.map((line) => `${policy.enforcementLevel}: ${line}`);
    });
  expect(told(waiverFor("edge-hsts", "edge-waf"))).toEqual([
    expect.stringMatching(/^advisory: edge-hsts for edge-waf is waived until 2026-11-25/),
  ]);
  expect(told(waiverFor("edge-hsts", "edge-waf", { expires: "2026-11-01" }))).toEqual([
    expect.stringMatching(/^mandatory: waivers.prod.yaml:3: .*expired/),
  ]);
  expect(waiverPolicies([], [rule], "2026-11-21")).toEqual([]);
});

test("the pack reports a violation, and one that is waived no more", async () => {
  const found = ruleOf("edge-hsts", "high", {
    judge: (resources) => resources.map((resource) => violated("HSTS is short.", resource)),
  });
  const told = async (...waivers: ReturnType<typeof waiverFor>[]) => {
    const lines: string[] = [];
    const [policy] = policiesOf([found], { environment: "prod", today: "2026-11-21", waivers });
    const resources = [ruleset("edge-waf")] as unknown as StackValidationArgs["resources"];
    if (policy && "validateStack" in policy)
      await policy.validateStack({ resources } as StackValidationArgs, (line) => lines.push(line));
    return lines;
  };
  expect(await told()).toEqual([expect.stringContaining("HSTS is short.")]);
  expect(await told(waiverFor("edge-hsts", "edge-waf"))).toEqual([]);
  expect(await told(waiverFor("edge-hsts", "edge-waf", { expires: "2026-11-20" }))).toHaveLength(1);
});

test("the example of the page is a waiver of a rule that there is", () => {
  const page = readFileSync(resolve(import.meta.dirname, "../../../docs/waivers.md"), "utf8");
  const [, example = ""] = /```yaml\n([\s\S]*?)```/.exec(page) ?? [];
  expect(rules.map(({ id }) => id)).toContain(parseWaivers(example, "page")[0]?.rule);
});
