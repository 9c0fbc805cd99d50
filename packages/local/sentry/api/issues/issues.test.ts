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

interface IssueAnswer {
  readonly id: string;
  readonly shortId: string;
  readonly title: string;
  readonly culprit: string;
  readonly count: string;
  readonly userCount: number;
  readonly status: string;
}
const issues = (query = "") =>
  sentry.call<IssueAnswer[]>("GET", `projects/seaworthy-local/app/issues/${query}`);

describe("issues and events", () => {
  it("groups by exception and location, and by the SDK's fingerprint", async () => {
    await sendEvent(project.dsn, errorEvent({ user: { id: "1" } }));
    await sendEvent(project.dsn, errorEvent({ user: { id: "2" }, release: "v2" }));
    await sendEvent(project.dsn, errorEvent({ fingerprint: ["mine"] }));
    await sendEvent(
      project.dsn,
      errorEvent({ exception: { values: [] }, message: "plain message", level: "warning" }),
    );
    const { body } = await issues();
    expect(body.map(({ title, count }) => [title, count])).toEqual([
      ["plain message", "1"],
      ["TypeError: cannot read the feed", "1"],
      ["TypeError: cannot read the feed", "2"],
    ]);
    expect(body[2]).toMatchObject({
      shortId: "APP-1",
      culprit: "index.js in readFeed",
      userCount: 2,
    });
  });

  it("returns an event in full, as sent, also by its issue", async () => {
    const event = errorEvent({
      transaction: "GET /rest/feed",
      user: { id: "7", email: "a@b.c" },
      contexts: { trace: { trace_id: "0".repeat(32), span_id: "1".repeat(16) } },
    });
    await sendEvent(project.dsn, event);
    const path = `projects/seaworthy-local/app/events/${event.event_id}/`;
    const full = await sentry.call("GET", path);
    expect(full.body).toMatchObject({
      eventID: event.event_id,
      type: "error",
      release: { version: "v1" },
      culprit: "GET /rest/feed",
      user: { id: "7", email: "a@b.c" },
    });
    const sent = await sentry.call("GET", `${path}json/`);
    expect(sent.body).toMatchObject({
      event_id: event.event_id,
      transaction: "GET /rest/feed",
      tags: { request_id: "req-1" },
    });
    const latest = await sentry.call(
      "GET",
      `organizations/seaworthy-local/issues/${String(full.body.groupID)}/events/latest/`,
    );
    expect(latest.body.eventID).toBe(event.event_id);
    expect(
      await sentry.call(
        "GET",
        "projects/seaworthy-local/app/events/ffffffffffffffffffffffffffffffff/",
      ),
    ).toMatchObject({
      status: 404,
      body: { detail: "Event not found" },
    });
  });

  it("resolves, re-opens on recurrence, and searches; an unknown search term is named", async () => {
    const [issue] = (await issues("?query=title:plain")).body;
    expect(
      (
        await sentry.call("PUT", `organizations/seaworthy-local/issues/${issue?.id}/`, {
          status: "resolved",
        })
      ).body.status,
    ).toBe("resolved");
    expect((await issues("?query=is:resolved")).body.map(({ id }) => id)).toEqual([issue?.id]);
    await sendEvent(
      project.dsn,
      errorEvent({ exception: { values: [] }, message: "plain message", level: "warning" }),
    );
    expect((await issues("?query=title:plain+level:warning")).body[0]).toMatchObject({
      status: "unresolved",
      count: "2",
    });
    expect((await issues("?query=release:v2")).body).toHaveLength(1);
    expect(await issues("?query=assigned:me")).toMatchObject({
      status: 501,
      body: { detail: expect.stringContaining("assigned:me") },
    });
  });

  it("lists issues across the organization, and the releases that events named", async () => {
    const all = await sentry.call<IssueAnswer[]>(
      "GET",
      `organizations/seaworthy-local/issues/?project=${project.id}&limit=1`,
    );
    expect(all.body).toHaveLength(1);
    expect(all.headers.get("link")).toContain('rel="next"; results="true"');
    const releases = await sentry.call<{ version: string; newGroups: number }[]>(
      "GET",
      "organizations/seaworthy-local/releases/",
    );
    expect(releases.body.map(({ version }) => version).sort()).toEqual(["v1", "v2"]);
  });

  it("deletes an issue with its events", async () => {
    const [issue] = (await issues("?query=title:plain")).body;
    expect(
      (await sentry.call("DELETE", `organizations/seaworthy-local/issues/${issue?.id}/`)).status,
    ).toBe(202);
    expect(
      (await sentry.call("GET", `organizations/seaworthy-local/issues/${issue?.id}/`)).status,
    ).toBe(404);
    const left = await sentry.call<{ groupID: string }[]>(
      "GET",
      "projects/seaworthy-local/app/events/",
    );
    expect(left.body.map(({ groupID }) => groupID)).not.toContain(issue?.id);
  });
});

describe("which issues are listed", () => {
  const listed = (query: string) =>
    sentry.call<IssueAnswer[]>("GET", `organizations/seaworthy-local/issues/?query=&${query}`);

  it("those of the environment and of the time that the query names", async () => {
    await sendEvent(project.dsn, errorEvent({ fingerprint: ["blue"], environment: "blue" }));
    const all = (await listed("")).body.length;
    expect((await listed("environment=blue")).body).toHaveLength(1);
    expect((await listed("environment=green")).body).toHaveLength(0);
    expect((await listed("statsPeriod=1h")).body).toHaveLength(all);
    expect((await listed("start=2020-01-01T00:00:00&end=2020-01-02T00:00:00")).body).toEqual([]);
  });

  it.each([
    ["organizations/seaworthy-local/issues/?statsPeriod=x", 400, "Invalid statsPeriod: 'x'"],
    ["organizations/seaworthy-local/issues/?start=2020-01-01", 400, "start and end are both"],
    ["organizations/seaworthy-local/issues/?start=x&end=2020-01-01", 400, "not a valid ISO8601"],
    ["organizations/seaworthy-local/issues/?viewId=1", 501, "viewId"],
    ["projects/seaworthy-local/app/issues/?statsPeriod=1h", 400, "Invalid stats_period."],
    ["projects/seaworthy-local/app/issues/?hashes=a", 501, "hashes"],
    ["projects/seaworthy-local/app/issues/?query=is:nope", 400, 'Invalid value for "is" search'],
    ["projects/seaworthy-local/app/issues/?query=is:escalating", 501, "is:escalating"],
    ["projects/seaworthy-local/app/issues/?query=is:constructor", 400, "Invalid value"],
  ])("%s", async (path, status, detail) => {
    const answer = await sentry.call("GET", path);
    expect(answer.status).toBe(status);
    expect(String(answer.body.detail)).toContain(detail);
  });
});
