import { createSentry } from "@seaworthy/local/sentry/api/index";
import { startTestCloud, type TestCloud } from "@seaworthy/local/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { RunningPlugin } from "../testing/plugin-process.ts";
import { describeScenario, type Step } from "../testing/scenario.ts";
import { startParameterized } from "../testing/sources.ts";

const organization = "seaworthy-local";
const type = (name: string) => `sentry:index/${name[0]?.toLowerCase()}${name.slice(1)}:${name}`;
const project = { organization, project: "shop" };

const monitor = {
  ...project,
  name: "Error rate",
  aggregate: "count()",
  dataset: "events",
  query: "",
  eventTypes: ["default", "error"],
  timeWindowSeconds: 300,
  issueDetection: { type: "static" },
  conditionGroup: {
    logicType: "any",
    conditions: [
      { type: "gt", comparison: 10, conditionResult: 75 },
      { type: "lte", comparison: 10, conditionResult: 0 },
    ],
  },
};

const email = { email: { targetType: "issue_owners", fallthroughType: "ActiveMembers" } };

const steps: readonly Step[] = [
  {
    name: "team",
    type: type("Team"),
    inputs: () => ({ organization, name: "Crew", slug: "crew" }),
    change: { name: "Deck crew" },
    keeping: { organization: "other", slug: "deck" },
    importId: ({ id }) => `${organization}/${id}`,
  },
  {
    name: "project",
    type: type("Project"),
    inputs: () => ({
      organization,
      teams: ["crew"],
      name: "Shop",
      slug: "shop",
      platform: "javascript",
      defaultKey: false,
      defaultRules: false,
    }),
    change: { platform: "node" },
    keeping: { organization: "other", slug: "stall" },
    importId: ({ id }) => `${organization}/${id}`,
  },
  {
    name: "key",
    type: type("Key"),
    inputs: () => ({ ...project, name: "worker", rateLimitCount: 100, rateLimitWindow: 60 }),
    change: { rateLimitCount: 50 },
    keeping: { organization: "other", project: "other" },
    importId: ({ id }) => `${organization}/shop/${id}`,
    secrets: ["secret", "dsn", "dsnSecret"],
  },
  {
    name: "filter",
    type: type("ProjectInboundDataFilter"),
    inputs: () => ({ ...project, filterId: "web-crawlers", active: true }),
    change: { active: false },
    replacing: { filterId: "localhost" },
    keeping: { organization: "other", project: "other" },
    importId: ({ id }) => id,
    deletable: false,
  },
  {
    name: "spike protection",
    type: type("ProjectSpikeProtection"),
    inputs: () => ({ ...project, enabled: true }),
    change: { enabled: false },
    keeping: { organization: "other", project: "other" },
    importId: ({ id }) => id,
    deletable: false,
  },
  {
    name: "monitor",
    type: type("MetricMonitor"),
    inputs: () => monitor,
    change: { timeWindowSeconds: 600 },
    replacing: { project: "other" },
    importId: ({ id }) => `${organization}/shop/${id}`,
  },
  {
    name: "uptime monitor",
    type: type("UptimeMonitor"),
    inputs: () => ({
      ...project,
      name: "The app answers",
      url: "https://shop.example.com/health",
      method: "GET",
      headers: { accept: "application/json" },
      intervalSeconds: 60,
      timeoutMs: 5_000,
      environment: "prod",
    }),
    change: { timeoutMs: 10_000, downtimeThreshold: 2 },
    replacing: { project: "other" },
    importId: ({ id }) => `${organization}/shop/${id}`,
  },
  {
    name: "alert",
    type: type("Alert"),
    inputs: (made) => ({
      organization,
      name: "Error rate",
      enabled: true,
      frequencyMinutes: 5,
      monitorIds: [made.get("monitor")?.id ?? ""],
      triggerConditions: [{ firstSeenEvent: {} }, { regressionEvent: {} }],
      actionFilters: [{ logicType: "any-short", actions: [email] }],
    }),
    change: { frequencyMinutes: 10 },
    replacing: { organization: "other" },
    importId: ({ id }) => `${organization}/${id}`,
  },
];

let cloud: TestCloud;
let plugin: RunningPlugin;

beforeAll(async () => {
  cloud = await startTestCloud({ vendors: [createSentry] });
  plugin = await startParameterized("sentry", "0.15.4", {
    baseUrl: cloud.control.sentry,
    token: cloud.tokens.sentry,
  });
});

afterAll(async () => {
  await plugin.kill();
  await cloud.close();
});

describeScenario("sentry", { client: () => plugin.client, steps });

test("an unknown Terraform provider is refused, with the known ones", async () => {
  const other = startParameterized("datadog", "1.0.0", {});
  await expect(other).rejects.toThrow(
    /datadog 1\.0\.0 is not built in; there are supabase 1\.10\.1 and sentry 0\.15\.4/,
  );
});
