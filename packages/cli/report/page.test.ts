import { evaluate } from "@seaworthy/readiness/evaluate";
import { budgetOf } from "@seaworthy/readiness/reports/capacity";
import { expect, test } from "vitest";
import { renderPage } from "./page.ts";
import { type StackReport, stackReportJson } from "./stack-report.ts";

const limits = {
  type: "cloudflare:index/ruleset:Ruleset",
  name: "limits",
  urn: "urn:pulumi:test::test::cloudflare:index/ruleset:Ruleset::limits",
  props: {
    ...{ kind: "zone", phase: "http_ratelimit" },
    rules: [{ ref: "api", ratelimit: { requestsPerPeriod: 100, period: 60 } }],
  },
};

const beside = { hitShare: 0.8, warmP95Ms: 4, connections: 12 };
const point = {
  ...{ requests: 10, failed: 0, limited: 0, p50Ms: 5, p95Ms: 9, p99Ms: 20 },
  ...beside,
};

const all = (): StackReport => ({
  report: evaluate(
    { resources: [limits] },
    { stack: "staging", environment: "staging", today: "2026-11-30", config: {} },
  ),
  budget: budgetOf([limits]),
  results: [
    {
      ...{ experiment: "rate-limits", title: "Each limit", outcome: "refuted", seconds: 2 },
      ...{ policies: ["edge-rate-limit-counted"], at: "2026-11-30T10:00:00.000Z", dependsOn: [] },
      observations: [
        {
          ...{ what: "<script>alert(1)</script>", outcome: "refuted" },
          ...{ declared: "100 requests", observed: "120 passed" },
        },
      ],
    },
  ],
  loads: [
    {
      ...{ at: "2026-11-30T10:00:00.000Z", scenario: "read", shape: "ramp", duration: "60s" },
      ...{ vus: 20, requests: 20, failed: 1, limited: 0, p50Ms: 5, p95Ms: 9, p99Ms: 20 },
      ...beside,
      points: [
        { ...point, second: 0 },
        { ...point, second: 30, failed: 1 },
      ],
      thresholds: [{ name: "p95, ms", limit: 500, value: null, atLeast: false, kept: false }],
    },
  ],
  faults: {
    "redis-killed": {
      ...{ takenAt: "2026-11-30T10:00:00.000Z", stuckLocks: 0 },
      outcomes: [
        {
          ...{ target: "Redis", acknowledged: 9, errors: 3, recoverySeconds: 1.5, lost: 2 },
          during: { calls: 3, errors: 3 },
        },
      ],
      broken: ["Redis: 2 acknowledged writes were lost"],
    },
  },
  drift: {
    ...{ version: 1, at: "2026-11-30T11:00:00.000Z", compared: 60, unread: [] },
    drifts: [{ kind: "changed", name: "edge-waf", path: "rules[0].enabled", since: null }],
  },
  secrets: [{ name: "key", owner: "team", phase: "steady", ageDays: 100, everyDays: 90 }],
  madeAt: "2026-11-30T12:00:00.000Z",
});

test("the page has every part, escapes what it shows, and loads nothing", async () => {
  const page = await renderPage(all());
  for (const id of [
    "score",
    "next",
    "experiments",
    "load",
    "faults",
    "drift",
    "capacity",
    "rotation",
    "policies",
  ])
    expect(page).toContain(`<section id="${id}"`);
  expect(page).toContain("&lt;script&gt;alert(1)");
  expect(page).not.toMatch(/<script|<link|<img|src=|url\(|@import|https?:\/\//);
  expect(page).toContain("default-src 'none'");
});

test("what to do next names what is refuted, due and violated", async () => {
  const page = await renderPage(all());
  const next = page.slice(page.indexOf('id="next"'), page.indexOf('id="experiments"'));
  expect(next).toContain("Observed: 120 passed.");
  expect(next).toContain("Rotate key.");
});

test("a policy shows what experiments saw of it", async () => {
  const page = await renderPage(all());
  const policy = page.slice(page.indexOf("<code>edge-rate-limit-counted</code>"));
  expect(policy.slice(0, policy.indexOf("</details>"))).toContain("declared 100 requests");
});

test("as JSON it is the same", () => {
  expect(JSON.parse(stackReportJson(all()))).toMatchObject({
    report: { stack: "staging" },
    budget: { capacity: [{ what: "Rate limit api, a client", limit: "100 requests in 60 s" }] },
    loads: [{ scenario: "read" }],
  });
});

test("faults and drift are shown, and what was not tried says what to type", async () => {
  const page = await renderPage(all());
  expect(page).toContain("2 acknowledged writes were lost");
  expect(page).toContain("edge-waf rules[0].enabled");
  const empty = await renderPage({ ...all(), faults: {}, drift: undefined });
  expect(empty).toContain("npx seaworthy faults local");
  expect(empty).toContain("npx seaworthy drift staging");
});
