import { evaluate } from "@seaworthy/readiness/evaluate";
import { budgetOf } from "@seaworthy/readiness/reports/capacity";
import type { StackReport } from "./stack-report.ts";

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

/** A report with something in every part, for tests and screenshots. */
export const sampleReport = (): StackReport => ({
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
    drifts: [{ kind: "changed", name: "zone-rules", path: "rules[0].enabled", since: null }],
  },
  secrets: [{ name: "key", owner: "team", phase: "steady", ageDays: 100, everyDays: 90 }],
  madeAt: "2026-11-30T12:00:00.000Z",
});
