import { expect, test } from "vitest";
import { judge } from "../../judge.ts";
import type { PlannedResource } from "../resource.ts";
import type { PlannedObject } from "../value.ts";
import { understand } from "./translate.ts";

const resource = (type: string, props: PlannedObject): PlannedResource => ({
  ...{ type, name: "errors", urn: `urn:${type}`, props, secretPaths: new Set() },
});

/** The rules of rank critical, high and medium that a foreign program's resource violates. */
function violated(...resources: readonly PlannedResource[]): string[] {
  const facts = { environment: "prod", stack: "prod", today: "2026-11-21", config: {} } as const;
  return judge(understand(resources), facts)
    .results.filter(({ outcome, rule }) => outcome === "violation" && rule.rank !== "low")
    .map(({ rule }) => rule.id);
}

const metricAlert = (more: PlannedObject = {}, action: PlannedObject | undefined = {}) =>
  resource("sentry:index/sentryMetricAlert:SentryMetricAlert", {
    ...{ organization: "acme", project: "web", name: "errors", environment: "production" },
    ...{ dataset: "events", query: "", aggregate: "count()", timeWindow: 5, thresholdType: 0 },
    triggers: [
      {
        ...{ label: "critical", alertThreshold: 100, thresholdType: 0 },
        actions: [{ type: "email", targetType: "team", targetIdentifier: "12", ...action }],
      },
    ],
    ...more,
  });
const cron = (schedules: readonly string[]) =>
  resource("cloudflare:index/workerCronTrigger:WorkerCronTrigger", { scriptName: "a", schedules });

test("a metric alert of @pulumiverse/sentry is judged as a monitor and an alert", () => {
  expect(violated(metricAlert())).toEqual([]);
  expect(violated(metricAlert({}, { type: "slack", targetIdentifier: "#ops" }))).toEqual([]);
  expect(violated(metricAlert({ dataset: "metrics", query: "session.status:crashed" }))).toEqual(
    [],
  );
});

test.each<[string, PlannedResource]>([
  ["errors-alerts-deliver", metricAlert({}, { targetIdentifier: "" })],
  ["errors-alerts-of-environment", metricAlert({ environment: "staging" })],
  ["errors-alerts-of-environment", metricAlert({ query: "url:/checkout" })],
  ["errors-monitor-sensible", metricAlert({ timeWindow: 1440 })],
  [
    "errors-monitor-sensible",
    metricAlert({
      triggers: [{ alertThreshold: 1e9, actions: [{ type: "email", targetIdentifier: "12" }] }],
    }),
  ],
])("%s", (rule, alert) => expect(violated(alert)).toContain(rule));

test("schedules of @pulumi/cloudflare 5 are judged", () => {
  expect(violated(cron(["61 * * * *"]))).toContain("worker-crons-valid");
  expect(violated(cron(["1 * * * *"]))).toEqual([]);
});
