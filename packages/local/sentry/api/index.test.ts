import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { errorEvent, sendEvent, startTestSentry, type TestSentry } from "./testing.ts";

let sentry: TestSentry;
beforeAll(async () => {
  sentry = await startTestSentry();
});
afterAll(() => sentry.close());

describe("the local Sentry", () => {
  it("has its organization and its health from the start", async () => {
    expect((await sentry.call("GET", "organizations/seaworthy-local/")).body).toMatchObject({
      slug: "seaworthy-local",
    });
    expect((await sentry.call("GET", "internal/health/")).body).toEqual({
      problems: [],
      healthy: {},
    });
    expect((await sentry.call("GET", "organizations/someone-else/")).status).toBe(404);
  });

  it("refuses calls without its token", async () => {
    const response = await fetch(`${sentry.cloud.control.sentry}0/organizations/seaworthy-local/`);
    expect(response.status).toBe(401);
    expect(await response.json()).toEqual({
      detail: "Authentication credentials were not provided.",
    });
    const wrong = await fetch(`${sentry.cloud.control.sentry}0/organizations/seaworthy-local/`, {
      headers: { authorization: "Bearer sntryu_wrong" },
    });
    expect([wrong.status, await wrong.json()]).toEqual([401, { detail: "Invalid token" }]);
  });

  it("refuses unimplemented calls by name", async () => {
    const dashboards = await sentry.call("POST", "organizations/seaworthy-local/dashboards/", {});
    expect(dashboards.status).toBe(501);
    expect(dashboards.body.detail).toContain(
      "POST /sentry/api/0/organizations/seaworthy-local/dashboards/",
    );
    expect((await sentry.call("POST", "projects/seaworthy-local/app/rules/", {})).status).toBe(410);
  });

  it("keeps an error that arrived by DSN, with release, environment and request id, across a restart", async () => {
    const project = await sentry.declareProject("app");
    const event = errorEvent();
    expect(await (await sendEvent(project.dsn, event)).json()).toEqual({ id: event.event_id });
    await sentry.cloud.restart();
    const { body } = await sentry.call<{ eventID: string; tags: unknown[] }[]>(
      "GET",
      "projects/seaworthy-local/app/events/",
    );
    expect(body.map(({ eventID }) => eventID)).toEqual([event.event_id]);
    expect(body[0]?.tags).toEqual(
      expect.arrayContaining([
        { key: "release", value: "v1" },
        { key: "environment", value: "local" },
        { key: "request_id", value: "req-1" },
      ]),
    );
  });

  it("deletes a project with its keys, monitors and events, and finishes an interrupted deletion at the next start", async () => {
    const project = await sentry.declareProject("doomed");
    await sendEvent(project.dsn, errorEvent());
    // Simulates a kill: the desired state is written, the events still exist.
    const { store } = sentry.cloud.context;
    store.delete("sentry.project", project.id);
    await sentry.cloud.restart();
    await sentry.declareProject("doomed-2");
    expect((await sentry.call("GET", "projects/seaworthy-local/doomed/")).status).toBe(404);
    expect((await sendEvent(project.dsn, errorEvent())).status).toBe(403);
    const { body } = await sentry.call<{ project: { slug: string } }[]>(
      "GET",
      "organizations/seaworthy-local/issues/",
    );
    expect(body.map((issue) => issue.project.slug)).not.toContain("doomed");
  });
});
