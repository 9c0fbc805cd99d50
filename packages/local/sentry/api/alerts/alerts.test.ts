import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type DeclaredProject,
  errorEvent,
  sendEvent,
  startTestSentry,
  type TestSentry,
} from "../testing.ts";

let sentry: TestSentry;
let project: DeclaredProject;
beforeAll(async () => {
  sentry = await startTestSentry();
  project = await sentry.declareProject("app");
});
afterAll(() => sentry.close());

const org = "organizations/seaworthy-local";
const email = {
  type: "email",
  config: { targetType: "issue_owners" },
  data: { fallthroughType: "ActiveMembers" },
};
const firstSeen = { type: "first_seen_event", comparison: true, conditionResult: true };

interface Fired {
  readonly trigger: string;
  readonly workflow: { readonly name: string };
  readonly issue: { readonly title: string };
  readonly event: { readonly release: string; readonly environment: string } | null;
  readonly actions: unknown[];
}

function alert(name: string, detectorIds: string[], over: Record<string, unknown> = {}) {
  return {
    ...{
      name,
      enabled: true,
      config: { frequency: 30 },
      detectorIds,
      triggers: { logicType: "any-short", conditions: [firstSeen] },
    },
    actionFilters: [{ logicType: "any-short", conditions: [], actions: [email] }],
    ...over,
  };
}

function errorCount(over: Record<string, unknown> = {}) {
  return {
    ...{
      name: "Too many errors",
      type: "metric_issue",
      projectId: "app",
      enabled: true,
      config: { detectionType: "static" },
    },
    dataSources: [
      {
        aggregate: "count()",
        dataset: "events",
        query: "",
        timeWindow: 300,
        eventTypes: ["error", "default"],
      },
    ],
    conditionGroup: {
      logicType: "any",
      conditions: [
        { type: "gt", comparison: 2, conditionResult: 75 },
        { type: "lte", comparison: 2, conditionResult: 0 },
      ],
    },
    ...over,
  };
}

async function fired(name: string): Promise<Fired[]> {
  const { body } = await sentry.call<Fired[]>("GET", `${org}/seaworthy-notifications/`);
  return body.filter(({ workflow }) => workflow.name === name);
}

async function errorMonitor(): Promise<string> {
  const { body } = await sentry.call<{ id: string }[]>(
    "GET",
    `${org}/detectors/?project=${project.id}&query=type:error`,
  );
  expect(body).toHaveLength(1);
  return body[0]?.id ?? "";
}

const different = (value: string) =>
  errorEvent({ fingerprint: [value], exception: { values: [{ type: "Error", value }] } });

describe("monitors and alerts", () => {
  it("return what they were sent, with ids; an update with the same values changes only the date", async () => {
    const monitor = await sentry.call<
      Record<string, unknown> & { dataSources: { queryObj: { snubaQuery: unknown } }[] }
    >("POST", `${org}/projects/app/detectors/`, errorCount({ name: "Kept" }));
    expect(monitor.status).toBe(201);
    expect(monitor.body.dataSources[0]?.queryObj.snubaQuery).toMatchObject(
      errorCount().dataSources[0] ?? {},
    );
    expect(monitor.body).toMatchObject({
      name: "Kept",
      projectId: project.id,
      conditionGroup: errorCount().conditionGroup,
    });
    const made = await sentry.call(
      "POST",
      `${org}/workflows/`,
      alert("Kept", [String(monitor.body.id)]),
    );
    expect(made.body).toMatchObject(alert("Kept", [String(monitor.body.id)]));
    const again = await sentry.call("PUT", `${org}/workflows/${String(made.body.id)}/`, {
      ...alert("Kept", [String(monitor.body.id)]),
      id: made.body.id,
    });
    expect(again.body).toMatchObject(alert("Kept", [String(monitor.body.id)]));
    expect(
      (await sentry.call("DELETE", `${org}/detectors/${String(monitor.body.id)}/`)).status,
    ).toBe(204);
    expect(
      (await sentry.call("GET", `${org}/workflows/${String(made.body.id)}/`)).body.detectorIds,
    ).toEqual([]);
    expect((await sentry.call("DELETE", `${org}/workflows/${String(made.body.id)}/`)).status).toBe(
      204,
    );
    expect((await sentry.call("GET", `${org}/workflows/${String(made.body.id)}/`)).status).toBe(
      404,
    );
  });

  it("accept snake_case as Sentry does", async () => {
    const {
      projectId: _slug,
      dataSources,
      conditionGroup,
      ...rest
    } = errorCount({ name: "Snake" });
    const group = {
      logic_type: "any",
      conditions: (conditionGroup as { conditions: { conditionResult: number }[] }).conditions.map(
        ({ conditionResult, ...each }) => ({
          ...each,
          condition_result: conditionResult,
        }),
      ),
    };
    const made = await sentry.call("POST", `${org}/projects/app/detectors/`, {
      ...rest,
      data_sources: dataSources,
      condition_group: group,
    });
    expect(made.body).toMatchObject({ name: "Snake", conditionGroup: errorCount().conditionGroup });
    await sentry.call("DELETE", `${org}/detectors/${String(made.body.id)}/`);
  });

  it("fire on the first event of an issue, not on the second", async () => {
    await sentry.call("POST", `${org}/workflows/`, alert("New issue", [await errorMonitor()]));
    await sendEvent(project.dsn, different("leak in the hull"));
    await sendEvent(project.dsn, different("leak in the hull"));
    const [notification, ...others] = await fired("New issue");
    expect(others).toEqual([]);
    expect(notification).toMatchObject({
      trigger: "first_seen_event",
      issue: { title: "Error: leak in the hull" },
      event: { release: "v1", environment: "local" },
      actions: [{ type: "email", target: "issue_owners" }],
    });
  });

  it("respect environment, filters, enabled, and the frequency", async () => {
    const monitor = await errorMonitor();
    const level = (name: number) => [
      {
        logicType: "all",
        conditions: [
          { type: "level", comparison: { level: name, match: "eq" }, conditionResult: true },
        ],
        actions: [email],
      },
    ];
    await sentry.call(
      "POST",
      `${org}/workflows/`,
      alert("In prod", [monitor], { environment: "prod" }),
    );
    await sentry.call(
      "POST",
      `${org}/workflows/`,
      alert("Fatal", [monitor], { actionFilters: level(50) }),
    );
    await sentry.call(
      "POST",
      `${org}/workflows/`,
      alert("Errors", [monitor], { actionFilters: level(40) }),
    );
    await sentry.call("POST", `${org}/workflows/`, alert("Off", [monitor], { enabled: false }));
    await sentry.call(
      "POST",
      `${org}/workflows/`,
      alert("Every event", [monitor], { triggers: { logicType: "any-short", conditions: [] } }),
    );
    await sendEvent(project.dsn, different("rudder"));
    await sendEvent(project.dsn, different("rudder"));
    expect([
      (await fired("In prod")).length,
      (await fired("Fatal")).length,
      (await fired("Errors")).length,
      (await fired("Off")).length,
    ]).toEqual([0, 0, 1, 0]);
    expect(await fired("Every event")).toHaveLength(1);
    sentry.clock.advance(31 * 60_000);
    await sendEvent(project.dsn, different("rudder"));
    expect(await fired("Every event")).toHaveLength(2);
  });

  it("open an issue when a metric crosses its threshold, and resolve it after the window has passed", async () => {
    const monitor = await sentry.call<{ id: string }>(
      "POST",
      `${org}/projects/app/detectors/`,
      errorCount(),
    );
    const resolved = { type: "issue_resolved_trigger", comparison: true, conditionResult: true };
    await sentry.call(
      "POST",
      `${org}/workflows/`,
      alert("Metric", [monitor.body.id], {
        config: { frequency: 0 },
        triggers: { logicType: "any-short", conditions: [firstSeen, resolved] },
      }),
    );
    sentry.clock.advance(3_600_000);
    for (let sent = 0; sent < 2; sent++) await sendEvent(project.dsn, different("pump"));
    expect(await fired("Metric")).toEqual([]);
    await sendEvent(project.dsn, different("pump"));
    expect((await fired("Metric")).map(({ trigger, issue }) => [trigger, issue.title])).toEqual([
      ["first_seen_event", "Too many errors"],
    ]);
    const open = await sentry.call<{ issueType: string }[]>(
      "GET",
      `projects/seaworthy-local/app/issues/?query=issue.category:metric+is:unresolved`,
    );
    expect(open.body.map(({ issueType }) => issueType)).toEqual(["metric_issue"]);
    sentry.clock.advance(301_000);
    expect((await fired("Metric")).map(({ trigger }) => trigger)).toEqual([
      "issue_resolved_trigger",
      "first_seen_event",
    ]);
    expect(
      (
        await sentry.call(
          "GET",
          `projects/seaworthy-local/app/issues/?query=issue.category:metric+is:unresolved`,
        )
      ).body,
    ).toEqual([]);
  });

  it.each([
    [
      "a dataset",
      { dataSources: [{ aggregate: "count()", dataset: "metrics", timeWindow: 60 }] },
      "dataset metrics",
    ],
    [
      "an aggregate",
      { dataSources: [{ aggregate: "apdex(300)", dataset: "transactions", timeWindow: 60 }] },
      "aggregate apdex(300)",
    ],
    ["dynamic detection", { config: { detectionType: "dynamic" } }, '"dynamic"'],
    ["another type", { type: "monitor_check_in_failure" }, "monitor_check_in_failure"],
  ])("refuse by name the %s that they cannot compute", async (_what, over, named) => {
    const refused = await sentry.call("POST", `${org}/projects/app/detectors/`, errorCount(over));
    expect([refused.status, refused.body.detail]).toEqual([501, expect.stringContaining(named)]);
  });

  it("refuse an unsupported condition or action, and an unknown monitor", async () => {
    const sessions = {
      type: "percent_sessions_count",
      comparison: { value: 1, interval: "1h" },
      conditionResult: true,
    };
    const filter = await sentry.call(
      "POST",
      `${org}/workflows/`,
      alert("x", [], {
        actionFilters: [{ logicType: "any", conditions: [sessions], actions: [email] }],
      }),
    );
    expect([filter.status, filter.body.detail]).toEqual([
      501,
      expect.stringContaining("percent_sessions_count"),
    ]);
    const jira = await sentry.call(
      "POST",
      `${org}/workflows/`,
      alert("x", [], {
        actionFilters: [
          { logicType: "any", conditions: [], actions: [{ ...email, type: "jira" }] },
        ],
      }),
    );
    expect([jira.status, jira.body.detail]).toEqual([501, expect.stringContaining("jira")]);
    expect((await sentry.call("POST", `${org}/workflows/`, alert("x", ["1"]))).body).toHaveProperty(
      "detectorIds",
    );
    expect((await sentry.call("DELETE", `${org}/detectors/${await errorMonitor()}/`)).status).toBe(
      403,
    );
  });
});
