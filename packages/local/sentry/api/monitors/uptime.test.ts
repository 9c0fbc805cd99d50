import { afterAll, beforeAll, expect, it } from "vitest";
import { startTestSentry, type TestSentry } from "../testing.ts";

let sentry: TestSentry;
beforeAll(async () => {
  sentry = await startTestSentry();
  await sentry.declareProject("app");
});
afterAll(() => sentry.close());

const org = "organizations/seaworthy-local";
const request = { url: "https://app.example.com/ready", intervalSeconds: 60, timeoutMs: 5_000 };

const monitor = (over: object = {}, ofRequest: object = {}) => ({
  name: "App is down",
  type: "uptime_domain_failure",
  projectId: "app",
  config: { mode: 1, environment: "prod", downtimeThreshold: 3, recoveryThreshold: 1 },
  dataSources: [{ ...request, ...ofRequest }],
  ...over,
});
const create = (body: object) => sentry.call("POST", `${org}/projects/app/detectors/`, body);

it("is kept as declared, changed and deleted", async () => {
  const { status, body } = await create(monitor());
  expect(status).toBe(201);
  expect(body).toMatchObject({
    type: "uptime_domain_failure",
    dataSources: [{ type: "uptime_subscription", queryObj: { ...request, method: "GET" } }],
    conditionGroup: { conditions: [{ comparison: "failure" }, { comparison: "success" }] },
  });
  const path = `${org}/detectors/${String(body.id)}/`;
  const changed = await sentry.call("PUT", path, monitor({ enabled: false }));
  expect(changed.body).toMatchObject({ id: body.id, enabled: false });
  const other = { ...monitor(), type: "metric_issue" };
  expect((await sentry.call("PUT", path, other)).status).toBe(400);
  expect((await sentry.call("DELETE", path)).status).toBe(204);
  expect((await sentry.call("GET", path)).status).toBe(404);
});

it.each<[string, object, object, number]>([
  ["an interval that Sentry lacks", {}, { intervalSeconds: 90 }, 400],
  ["a short timeout", {}, { timeoutMs: 999 }, 400],
  ["a long timeout", {}, { timeoutMs: 60_001 }, 400],
  ["another method", {}, { method: "TRACE" }, 400],
  ["another protocol", {}, { url: "ftp://app.example.com/" }, 400],
  ["a large request", {}, { method: "POST", body: "x".repeat(1_000) }, 400],
  ["no environment", { config: { mode: 1 } }, {}, 400],
  ["a superuser's mode", { config: { mode: 3, environment: "prod" } }, {}, 400],
  ["an unknown field", {}, { regions: ["eu"] }, 400],
  ["an assertion", {}, { assertion: { root: {} } }, 501],
])("refuses %s", async (_, over, ofRequest, status) => {
  expect((await create(monitor(over, ofRequest))).status).toBe(status);
});
