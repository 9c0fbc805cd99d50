import { expect, test } from "vitest";
import { judgementOf, reportOf, ruleOf, ruleset, violated, waiverFor } from "../testing/judged.ts";
import { baselineOf, compared } from "./compare.ts";
import { formatNames, formats } from "./formats.ts";
import { parseBaseline } from "./json.ts";
import { notJudgedFormats } from "./not-judged.ts";
import type { Report } from "./report.ts";
import { githubMistakes, junitMistakes, sarifMistakes } from "./testing/validity.ts";
import { verdictOf } from "./verdict.ts";

const hostile =
  '50% of <b>rules</b> | \u0007 `off`\n::error::not a command, @everyone ]]> & "more"';
const grave = ruleOf("edge-grave", "critical");
const waivedRule = ruleOf("edge-waived");
const place = { file: "infra/edge.ts", line: 75, column: 12 };

function sample(message = hostile): Report {
  const judgement = judgementOf(
    [
      grave,
      "violation",
      violated(message, ruleset("edge-waf")),
      violated("Nothing routes to the Worker."),
    ],
    [waivedRule, "violation", violated("Waived.", ruleset("edge-waf"))],
    [
      ruleOf("edge-late"),
      "unknown",
      {
        kind: "unknown",
        message: "host of edge-waf is known only after the update",
        resource: ruleset("edge-waf"),
      },
    ],
    [ruleOf("edge-fine"), "passed"],
    [ruleOf("edge-off", "low", { area: "cost" }), "off"],
  );
  const waivers = [
    waiverFor("edge-waived", "edge-waf"),
    waiverFor("edge-fine", "edge-cache", { line: 9 }),
  ];
  const declared = new Map([[ruleset("edge-waf").urn, { aliases: [], place }]]);
  const changes = [{ kind: "update" as const, resource: ruleset("edge-waf") }];
  const plan = { resources: [ruleset("edge-waf")], declared, changes };
  return reportOf(judgement, { waivers, plan, monthlyDollars: 60.5 });
}

const report = sample();
const nothing = {
  name: "none",
  score: 0,
  fingerprints: [],
  judged: [],
  unknown: [],
  resources: [],
};

test("what was judged before and is unknown now fails like a violation, in every format", async () => {
  const before = { ...nothing, judged: ["edge-late"], resources: report.resources };
  const now = compared(report, before);
  expect(now.newlyUnknown).toMatchObject([{ rule: { id: "edge-late" } }]);
  expect(verdictOf({ ...now, violations: [], waiverProblems: [] }).failed).toBe(true);
  for (const name of formatNames) expect(formats[name](now), name).toMatch(/edge-late/);
  expect(sarifMistakes(formats.sarif(now))).toEqual([]);
  expect(await junitMistakes(formats.junit(now))).toEqual([]);
  // Unknown before, or a new resource: nothing that was visible is hidden.
  const [late] = report.unknowns;
  const same = { ...before, unknown: late?.fingerprints ?? [] };
  expect(compared(report, same).newlyUnknown).toEqual([]);
  expect(compared(report, { ...before, resources: [] }).newlyUnknown).toEqual([]);
});

test("a rule that is permanently not applicable is listed in every format and raises nothing", async () => {
  const exempt = reportOf(
    judgementOf([waivedRule, "violation", violated("Waived.", ruleset("edge-waf"))]),
    {
      waivers: [
        {
          rule: "edge-waived",
          resource: "edge-waf",
          owner: "platform",
          notApplicable: "This zone serves no people.",
          file: "waivers.prod.yaml",
          line: 2,
        },
      ],
    },
  );
  expect(exempt).toMatchObject({ violations: [], waiverProblems: [], score: { value: 100 } });
  for (const name of formatNames)
    expect(formats[name](exempt), name).toContain("This zone serves no people.");
  expect(await junitMistakes(formats.junit(exempt))).toEqual([]);
  expect(sarifMistakes(formats.sarif(exempt))).toEqual([]);
});

test("a stack that was not judged says so in every format", async () => {
  const one = { stack: "prod", code: "NOT_JUDGED", message: "pulumi ended with 1.\n<b>" };
  for (const name of formatNames) expect(notJudgedFormats[name](one), name).toContain("NOT_JUDGED");
  expect(sarifMistakes(notJudgedFormats.sarif(one))).toEqual([]);
  expect(await junitMistakes(notJudgedFormats.junit(one))).toEqual([]);
  expect(githubMistakes(notJudgedFormats.github(one))).toEqual([]);
});

test("SARIF is valid by its schema, with help, suppressions and lines", () => {
  const text = formats.sarif(report);
  expect(sarifMistakes(text)).toEqual([]);
  const { results, tool } = JSON.parse(text).runs[0];
  expect(results[0]).toMatchObject({
    ruleId: "edge-grave",
    level: "error",
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: "infra/edge.ts" },
          region: { startLine: 75, startColumn: 12 },
        },
      },
    ],
  });
  expect(results).toMatchObject([
    { ruleId: "edge-grave", suppressions: [] },
    { ruleId: "edge-grave", suppressions: [] },
    {
      ruleId: "edge-waived",
      suppressions: [{ kind: "external", justification: expect.stringContaining("2026-11-25") }],
    },
  ]);
  expect(tool.driver.rules[0]).toMatchObject({
    id: "edge-grave",
    help: { markdown: expect.stringContaining("```yaml") },
  });
  expect(tool.driver.rules[results[1].ruleIndex].id).toBe(results[1].ruleId);
});

test("the schema used for SARIF refuses invalid files", () => {
  expect(sarifMistakes('{"version":"2.1.0","runs":[{"results":[{"level":"fatal"}]}]}')).not.toEqual(
    [],
  );
});

test("JUnit is valid by its schema and counts what it contains", async () => {
  const text = formats.junit(report);
  expect(await junitMistakes(text)).toEqual([]);
  expect(text).toContain('tests="5" failures="2" errors="0" skipped="2"');
  expect(await junitMistakes(text.replace('classname="seaworthy.edge"', ""))).not.toEqual([]);
});

test("workflow commands stay on one line and name the place", () => {
  const text = formats.github(report);
  expect(githubMistakes(text)).toEqual([]);
  expect(text).toMatch(/^::error file=infra\/edge.ts,line=75,col=12,title=edge-grave::50%25 of /m);
  expect(text).toContain("::error file=waivers.prod.yaml,line=9,");
});

test("markdown can be found again, and text from others stays text", () => {
  const text = formats.markdown(
    compared(report, {
      ...nothing,
      name: "main",
      score: 60,
      fingerprints: ["gone"],
      monthlyDollars: 50,
    }),
  );
  expect(text.split("\n")[0]).toBe("<!-- seaworthy-check:prod -->");
  expect(text).not.toContain("<b>");
  expect(text).not.toContain("@everyone");
  expect(text).toMatch(/\| Readiness \| 60 → [\d.]+\/100/);
  expect(text).toContain("| Since `main` | 2 new violations, 1 fixed |");
  expect(text).toContain("$60.50 a month by list prices and budgets (+$10.50)");
  expect(text).toMatch(
    /### Waivers about to expire\n- edge-waived for edge-waf, of platform: 4 days left/,
  );
  expect(text).toContain("- update `edge-waf`");
});

test("text says what is wrong, where, and what to do first", () => {
  const text = formats.text(report);
  expect(text).toContain("    edge-waf, infra/edge.ts:75\n");
  expect(text).toContain("Fix: Set the key");
  expect(text).toMatch(
    /waivers.prod.yaml:9: waiver of edge-fine for edge-cache: It matches no violation/,
  );
  expect(text).toMatch(/What would raise it most:\n {4}\+\d/);
});

test("a report without findings is valid in every format too", async () => {
  const clean = reportOf(judgementOf([ruleOf("edge-fine"), "passed"]));
  expect(sarifMistakes(formats.sarif(clean))).toEqual([]);
  expect(await junitMistakes(formats.junit(clean))).toEqual([]);
  expect(githubMistakes(formats.github(clean))).toEqual([]);
  for (const name of formatNames) expect(formats[name](clean).endsWith("\n"), name).toBe(true);
  expect(verdictOf(clean)).toEqual({ failing: [], failed: false });
});

test("JSON can be compared with a later check: nothing is new that existed, whatever its number", () => {
  const baseline = parseBaseline(formats.json(sample(hostile.replace("50", "40"))), "before.json");
  expect(baseline).toMatchObject({ score: report.score.value, monthlyDollars: 60.5 });
  expect(compared(report, baseline).violations.map(({ isNew }) => isNew)).toEqual([false, false]);
  expect(
    compared(report, { ...baseline, fingerprints: [] }).violations.map(({ isNew }) => isNew),
  ).toEqual([true, true]);
  expect(compared(report, baselineOf(report, "main")).base).toMatchObject({
    name: "main",
    fixed: 0,
  });
  for (const text of ["{}", "no json"])
    expect(() => parseBaseline(text, "x")).toThrow(
      expect.objectContaining({ code: "BASELINE_INVALID" }),
    );
});

test("what fails: mandatory rules, or every rule from a rank up, and waivers with a problem", () => {
  const advice = ruleOf("edge-advice", "low", {
    severity: { local: "advisory", staging: "advisory", prod: "advisory" },
  });
  const advisory = reportOf(judgementOf([advice, "violation", violated("x")]));
  expect(verdictOf(advisory).failed).toBe(false);
  expect(verdictOf(advisory, "low").failed).toBe(true);
  expect(verdictOf(advisory, "medium").failed).toBe(false);
  // A rank makes more findings fail; it never passes what an update would reject.
  const low = reportOf(judgementOf([ruleOf("edge-low", "low"), "violation", violated("x")]));
  expect(verdictOf(low, "high").failed).toBe(true);
  const expired = reportOf(judgementOf([ruleOf("edge-fine"), "passed"]), {
    waivers: [waiverFor("edge-fine", "stack")],
  });
  expect(verdictOf(expired, "critical").failed).toBe(true);
});

test("two findings with the same fingerprint stay two", () => {
  const twice = reportOf(
    judgementOf([
      grave,
      "violation",
      violated("Rule 1.", ruleset("a")),
      violated("Rule 2.", ruleset("a")),
    ]),
  );
  expect(new Set(twice.violations.map(({ fingerprint }) => fingerprint)).size).toBe(2);
});
