import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { StackValidationArgs } from "@pulumi/policy";
import { describe, expect, test } from "vitest";
import { policiesOf } from "../plan/policy.ts";
import type { Rule } from "../rules/rule.ts";
import { rules } from "../rules/table.ts";
import { judgementOf, reportOf, ruleOf, ruleset, violated, waiverFor } from "../testing/judged.ts";
import { waiverPolicies } from "./policies.ts";
import { parseWaivers } from "./read.ts";
import type { TemporaryWaiver, Waiver } from "./waiver.ts";

const written = `
- rule: edge-hsts
  resource: edge-setting-security-header
  owner: platform
  reason: Preload waits for the apex domain.
  expires: 2026-12-01
  link: https://example.com/tickets/7
`;

test("a waiver keeps its position", () => {
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

test("all mistakes of a file are reported at once, and unknown keys are refused", () => {
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
    /expires: must be a date/,
  );
});

const rule = ruleOf("edge-hsts", "high");
const judgement = judgementOf([rule, "violation", violated("HSTS is short.", ruleset("edge-waf"))]);
const problems = (waiver: ReturnType<typeof waiverFor>) =>
  reportOf(judgement, { waivers: [waiver] });

test("a waiver covers a violation of its rule on its resource, by name or URN", () => {
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

test("it is valid on its last day, and fails the day after, when the violation counts again", () => {
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

test("one may not last longer than its rank allows", () => {
  expect(
    problems(waiverFor("edge-hsts", "edge-waf", { expires: "2026-12-21" })).waiverProblems,
  ).toEqual([]);
  const report = problems(waiverFor("edge-hsts", "edge-waf", { expires: "2026-12-22" }));
  expect(report.waiverProblems).toMatchObject([
    { kind: "too-long", message: expect.stringContaining("at most 30") },
  ]);
  expect(report.violations).toHaveLength(1);
});

test("unknown is not waived, and a waiver for it is not unused", () => {
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

const facts = { environment: "prod", stack: "prod", today: "2026-11-21" } as const;
const evaluation = (rules: readonly Rule[], ...waivers: readonly Waiver[]) => ({
  facts: { ...facts, rules },
  waivers,
  root: ".",
});

test("an update lists what is waived, and refuses what no longer is", () => {
  const told = (waiver: ReturnType<typeof waiverFor>) =>
    waiverPolicies(evaluation([rule], waiver)).flatMap((policy) => {
      const lines: string[] = [];
      if ("validateStack" in policy)
        policy.validateStack({ resources: [] } as unknown as StackValidationArgs, (line) =>
          lines.push(line),
        );
      return lines.map((line) => `${policy.enforcementLevel}: ${line}`);
    });
  expect(told(waiverFor("edge-hsts", "edge-waf"))).toEqual([
    expect.stringMatching(/^advisory: edge-hsts for edge-waf is waived until 2026-11-25/),
  ]);
  expect(told(waiverFor("edge-hsts", "edge-waf", { expires: "2026-11-01" }))).toEqual([
    expect.stringMatching(/^advisory: edge-hsts/),
    expect.stringMatching(/^mandatory: waivers.prod.yaml:3: .*expired/),
  ]);
  expect(waiverPolicies(evaluation([rule]))).toEqual([]);
});

test("the pack reports a violation, and one whose waiver has expired", async () => {
  const found = ruleOf("edge-hsts", "high", {
    judge: (resources) => resources.map((resource) => violated("HSTS is short.", resource)),
  });
  const told = async (...waivers: ReturnType<typeof waiverFor>[]) => {
    const lines: string[] = [];
    const [policy] = policiesOf([found], evaluation([found], ...waivers));
    const resources = [ruleset("edge-waf")] as unknown as StackValidationArgs["resources"];
    if (policy && "validateStack" in policy)
      await policy.validateStack({ resources } as StackValidationArgs, (line) => lines.push(line));
    return lines;
  };
  expect(await told()).toEqual([expect.stringContaining("HSTS is short.")]);
  expect(await told(waiverFor("edge-hsts", "edge-waf"))).toEqual([]);
  expect(await told(waiverFor("edge-hsts", "edge-waf", { expires: "2026-11-20" }))).toHaveLength(1);
});

test("the page's example waives an existing rule", () => {
  const page = readFileSync(
    resolve(import.meta.dirname, "../../../docs/policies/waivers.md"),
    "utf8",
  );
  const [, example = ""] = /```yaml\n([\s\S]*?)```/.exec(page) ?? [];
  expect(rules.map(({ id }) => id)).toContain(parseWaivers(example, "page")[0]?.rule);
});

describe("one waiver, one finding", () => {
  const table = (name: string) =>
    violated(`${name} has no row-level security.`, ruleset("database-migrations"));
  const rls = ruleOf("database-rls", "critical", { aliases: ["database-rls-enabled"] });
  const two = judgementOf([rls, "violation", table("public.posts"), table("public.people")]);
  const one = judgementOf([rls, "violation", table("public.posts")]);
  const waiver = (more: Partial<TemporaryWaiver> = {}) =>
    waiverFor("database-rls", "database-migrations", more);

  test("names the table: another one is a violation", () => {
    const report = reportOf(two, { waivers: [waiver({ finding: "public.posts" })] });
    expect(report.violations).toMatchObject([{ name: "public.people" }]);
    expect(report).toMatchObject({ waived: [{ name: "public.posts" }], waiverProblems: [] });
  });

  test("without a finding it covers none, even if there is only one: the next would be covered too", () => {
    for (const judgement of [one, two]) {
      const report = reportOf(judgement, { waivers: [waiver()] });
      expect(report.waived).toEqual([]);
      expect(report.waiverProblems).toMatchObject([
        { kind: "too-broad", message: expect.stringContaining("finding: public.posts") },
      ]);
    }
  });

  test("a finding without a name is identified by its fingerprint, as the report shows it", () => {
    const slow = ruleOf("edge-slow");
    const both = judgementOf([
      slow,
      "violation",
      violated("GET /auth is not limited.", ruleset("edge")),
      violated("POST /auth is not limited.", ruleset("edge")),
    ]);
    const [first] = reportOf(both).violations;
    expect(first?.name).toMatch(/^[0-9a-f]{16}$/);
    const waivers = [waiverFor("edge-slow", "edge", { finding: first?.name ?? "" })];
    expect(reportOf(both, { waivers })).toMatchObject({
      violations: [{ message: "POST /auth is not limited." }],
      waived: [{ message: "GET /auth is not limited." }],
    });
  });

  test("a name that fits several violations covers none: fingerprints tell them apart", () => {
    const about = (message: string) => ({
      ...violated(message, ruleset("edge")),
      subject: "rest",
    });
    const rule = ruleOf("edge-slow");
    const first = about("Rule rest: GET /posts is not limited.");
    const second = about("Rule rest: POST /posts is not limited.");
    const alone = judgementOf([rule, "violation", first]);
    const both = judgementOf([rule, "violation", first, second]);
    const waivers = [waiverFor("edge-slow", "edge", { finding: "rest" })];
    expect(reportOf(alone, { waivers })).toMatchObject({ violations: [], waiverProblems: [] });
    const report = reportOf(both, { waivers });
    expect(report).toMatchObject({ waived: [], violations: [{}, {}] });
    const names = report.violations.map(({ name }) => name);
    expect(names).toEqual([expect.stringMatching(/^[0-9a-f]{16}$/), expect.anything()]);
    expect(report.waiverProblems).toMatchObject([
      { kind: "too-broad", message: expect.stringContaining(`finding: ${names[1]}`) },
    ]);
    const exact = [waiverFor("edge-slow", "edge", { finding: names[0] ?? "" })];
    expect(reportOf(both, { waivers: exact })).toMatchObject({
      waived: [{}],
      violations: [{}],
      waiverProblems: [],
    });
  });

  test("of two waivers of one violation the second is a mistake", () => {
    const waivers = [
      waiver({ finding: "public.posts" }),
      waiver({ finding: "public.posts", line: 9, owner: "another team" }),
    ];
    expect(reportOf(one, { waivers }).waiverProblems).toMatchObject([
      { kind: "duplicate", waiver: { line: 9 }, message: expect.stringContaining("line 3") },
    ]);
  });

  test("an expired one beside a valid one is still a mistake, and covers nothing", () => {
    const waivers = [
      waiver({ finding: "public.posts", expires: "2026-11-20" }),
      waiver({ finding: "public.posts", line: 9 }),
    ];
    expect(reportOf(one, { waivers })).toMatchObject({
      violations: [],
      waiverProblems: [{ kind: "expired" }],
    });
  });

  test("a URN of another stack matches nothing", () => {
    const urn = ruleset("database-migrations").urn.replace("urn:pulumi:prod", "urn:pulumi:staging");
    const waivers = [waiverFor("database-rls", urn, { finding: "public.posts" })];
    expect(reportOf(one, { waivers })).toMatchObject({
      violations: [{ name: "public.posts" }],
      waiverProblems: [{ kind: "unused" }],
    });
  });

  test("a rule's former id still works", () => {
    const waivers = [
      waiverFor("database-rls-enabled", "database-migrations", { finding: "public.posts" }),
    ];
    expect(reportOf(one, { waivers })).toMatchObject({ violations: [], waiverProblems: [] });
  });

  test("an exemption that matches nothing is unused, and one may not have an expiry too", () => {
    const text = `
- rule: database-rls
  resource: database-migrations
  finding: public.nothing
  owner: platform
  notApplicable: The table holds what everybody may read.
`;
    const waivers = parseWaivers(text, "waivers.prod.yaml");
    expect(reportOf(one, { waivers }).waiverProblems).toMatchObject([{ kind: "unused" }]);
    expect(() => parseWaivers(`${text}  expires: 2026-12-31\n`, "w")).toThrow(/expires/);
  });
});
