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
  project = await sentry.declareProject("app", { rateLimit: { count: 3, window: 60 } });
});
afterAll(() => sentry.close());

const keys = "projects/seaworthy-local/app/keys/";
interface Outcome {
  readonly outcome: string;
  readonly reason: string;
  readonly category: string;
  readonly quantity: number;
}

describe("client keys", () => {
  it("returns what it was sent, and a DSN that reaches the ingest", async () => {
    const made = await sentry.call<{
      id: string;
      projectId: number;
      dsn: { public: string; secret: string };
    }>("POST", keys, {
      name: "edge",
      rateLimit: { count: 10, window: 600 },
    });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({
      name: "edge",
      label: "edge",
      rateLimit: { count: 10, window: 600 },
      isActive: true,
      projectId: Number(project.id),
    });
    expect(made.body.dsn.public).toBe(
      `http://${made.body.id}@127.0.0.1:${sentry.cloud.context.ports.all()["sentry.ingest"]}/${project.id}`,
    );
    expect((await sentry.call("GET", `${keys}${made.body.id}/`)).body).toEqual(made.body);
    expect(
      (await sentry.call("PUT", `${keys}${made.body.id}/`, { name: "edge", rateLimit: null })).body
        .rateLimit,
    ).toBeNull();
    expect(
      (
        await sentry.call("PUT", `${keys}${made.body.id}/`, {
          rateLimit: { count: 5, window: 90_000 },
        })
      ).body,
    ).toHaveProperty(["rateLimit.window"]);
  });

  it("rejects what exceeds its rate limit with 429, counts it, and accepts events in the next window", async () => {
    const statuses: number[] = [];
    for (let sent = 0; sent < 10; sent++)
      statuses.push((await sendEvent(project.dsn, errorEvent())).status);
    expect(statuses).toEqual([200, 200, 200, 429, 429, 429, 429, 429, 429, 429]);
    const refused = await sendEvent(project.dsn, errorEvent());
    const retryAfter = Number(refused.headers.get("retry-after"));
    expect(retryAfter).toBeGreaterThan(0);
    expect(refused.headers.get("x-sentry-rate-limits")).toBe(
      `${retryAfter}:default;error;security:key:key_quota`,
    );
    const { body } = await sentry.call<Outcome[]>(
      "GET",
      "projects/seaworthy-local/app/seaworthy-outcomes/",
    );
    expect(
      body.map(({ outcome, reason, category, quantity }) => [outcome, reason, category, quantity]),
    ).toEqual([
      ["accepted", "", "error", 3],
      ["rate_limited", "key_quota", "error", 8],
    ]);
    expect(
      (await sentry.call<unknown[]>("GET", "projects/seaworthy-local/app/events/")).body,
    ).toHaveLength(3);
    sentry.clock.advance(retryAfter * 1000);
    expect((await sendEvent(project.dsn, errorEvent())).status).toBe(200);
  });

  it("refuses a disabled key, then a deleted one", async () => {
    const made = await sentry.call<{ id: string; dsn: { public: string } }>("POST", keys, {
      name: "short-lived",
    });
    const { id, dsn } = made.body;
    expect((await sendEvent(dsn.public, errorEvent())).status).toBe(200);
    await sentry.call("PUT", `${keys}${id}/`, { isActive: false });
    const disabled = await sendEvent(dsn.public, errorEvent());
    expect([disabled.status, await disabled.json()]).toEqual([
      403,
      { detail: expect.stringContaining("disabled") },
    ]);
    expect(
      (await sentry.call<{ id: string }[]>("GET", `${keys}?status=inactive`)).body.map(
        (key) => key.id,
      ),
    ).toEqual([id]);
    expect((await sentry.call("DELETE", `${keys}${id}/`)).status).toBe(204);
    expect((await sendEvent(dsn.public, errorEvent())).status).toBe(403);
    expect((await sentry.call("DELETE", `${keys}${id}/`)).status).toBe(404);
  });
});
