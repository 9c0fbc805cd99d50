import { request } from "node:http";
import { gzipSync } from "node:zlib";
import { createEnvelope, serializeEnvelope } from "@sentry/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type DeclaredProject,
  envelopeOf,
  envelopeUrl,
  errorEvent,
  sendEvent,
  sentryAuth,
  startTestSentry,
  type TestSentry,
} from "./testing.ts";

let sentry: TestSentry;
let project: DeclaredProject;
beforeAll(async () => {
  sentry = await startTestSentry();
  project = await sentry.declareProject("app");
});
afterAll(() => sentry.close());

type Body = string | Uint8Array<ArrayBuffer>;
const post = (body: Body, headers: Record<string, string> = {}, url = envelopeUrl(project.dsn)) =>
  fetch(url, { method: "POST", headers: { connection: "close", ...headers }, body });
const auth = () => ({ "x-sentry-auth": sentryAuth(project.dsn) });
const outcomes = async () => {
  const { body } = await sentry.call<
    { outcome: string; reason: string; category: string; quantity: number }[]
  >("GET", `projects/seaworthy-local/app/seaworthy-outcomes/`);
  return Object.fromEntries(
    body.map(({ outcome, reason, category, quantity }) => [
      `${outcome} ${category} ${reason}`.trim(),
      quantity,
    ]),
  );
};

/** An envelope with one item, made by @sentry/core. */
function item(type: string, payload: unknown): Body {
  const envelope = createEnvelope({}, [[{ type }, payload]] as never);
  return serializeEnvelope(envelope as never) as Body;
}

describe("the ingest", () => {
  it.each([
    ["the header X-Sentry-Auth", () => post(envelopeOf(project.dsn, errorEvent()), auth())],
    [
      "the query sentry_key",
      () =>
        post(
          envelopeOf(project.dsn, errorEvent()),
          {},
          `${envelopeUrl(project.dsn)}?sentry_key=${new URL(project.dsn).username}&sentry_version=7`,
        ),
    ],
    [
      "the envelope's dsn",
      () => post(`{"dsn":"${project.dsn}"}\n{"type":"event"}\n{"message":"by dsn"}\n`),
    ],
  ])("identifies the sender by %s", async (_where, send) => {
    const response = await send();
    expect([response.status, await response.json()]).toEqual([
      200,
      { id: expect.stringMatching(/^[0-9a-f]{32}$/) },
    ]);
  });

  it("refuses a missing key, an invalid key, and another project's", async () => {
    const statusOf = async (response: Promise<Response>) => (await response).status;
    const envelope = item("event", { message: "x" });
    expect(await statusOf(post(envelope))).toBe(401);
    expect(await statusOf(post(envelope, { "x-sentry-auth": "Sentry sentry_key=nonsense" }))).toBe(
      401,
    );
    expect(
      await statusOf(post(envelope, { "x-sentry-auth": `Sentry sentry_key=${"0".repeat(32)}` })),
    ).toBe(403);
    const other = await sentry.call<{ dsn: { public: string } }[]>(
      "GET",
      "projects/seaworthy-local/app/keys/",
    );
    expect(other.status).toBe(200);
    expect(
      await statusOf(
        post(envelope, auth(), envelopeUrl(project.dsn).replace(project.id, "73299999")),
      ),
    ).toBe(403);
  });

  it("accepts compressed bodies, and refuses what does not decompress or is too large", async () => {
    const plain = Buffer.from(envelopeOf(project.dsn, errorEvent()) as string);
    const gzipped = new Uint8Array(gzipSync(plain));
    expect((await post(gzipped, { ...auth(), "content-encoding": "gzip" })).status).toBe(200);
    expect((await post("no gzip", { ...auth(), "content-encoding": "gzip" })).status).toBe(400);
    expect((await post(gzipped, { ...auth(), "content-encoding": "lzma" })).status).toBe(400);
    const bomb = new Uint8Array(gzipSync(Buffer.alloc(101 * 1024 * 1024)));
    expect((await post(bomb, { ...auth(), "content-encoding": "gzip" })).status).toBe(413);
    const large = await post(item("event", { message: "x".repeat(1024 * 1024) }), auth());
    expect([large.status, await large.json()]).toEqual([
      413,
      { detail: "envelope exceeded size limits for type 'event'" },
    ]);
    expect((await outcomes())["invalid error too_large"]).toBe(1);
  });

  it("responds with 400 to an invalid envelope, and keeps working", async () => {
    for (const body of [
      "",
      "not json\n",
      '{"event_id":"x"}\n{"no":"type"}\n{}\n',
      '{}\n{"type":"event","length":99}\n{}\n',
    ]) {
      expect((await post(body, auth())).status).toBe(400);
    }
    expect((await sendEvent(project.dsn, errorEvent())).status).toBe(200);
  });

  it("stores an event once", async () => {
    const event = errorEvent();
    await sendEvent(project.dsn, event);
    await sendEvent(project.dsn, event);
    const { body } = await sentry.call<{ eventID: string }[]>(
      "GET",
      "projects/seaworthy-local/app/events/",
    );
    expect(body.filter(({ eventID }) => eventID === event.event_id)).toHaveLength(1);
    expect((await outcomes())["invalid error duplicate"]).toBe(1);
  });

  it("stores or counts every kind of item", async () => {
    const span = {
      trace_id: "0".repeat(32),
      span_id: "1".repeat(16),
      op: "db",
      start_timestamp: 1,
      timestamp: 1.02,
    };
    await post(
      item("transaction", {
        type: "transaction",
        transaction: "GET /rest/feed",
        start_timestamp: 1,
        timestamp: 1.2,
        contexts: { trace: { op: "http.server", status: "ok" } },
        spans: [span],
      }),
      auth(),
    );
    await post(
      item("sessions", {
        attrs: { release: "v9", environment: "local" },
        aggregates: [{ started: "2026-11-21T12:00:00Z", exited: 3, crashed: 1 }],
      }),
      auth(),
    );
    await post(
      item("log", {
        items: [
          {
            timestamp: 1,
            level: "info",
            body: "under way",
            attributes: { port: { value: "Lisbon", type: "string" } },
          },
        ],
      }),
      auth(),
    );
    await post(
      item("client_report", {
        timestamp: 1,
        discarded_events: [{ reason: "sample_rate", category: "transaction", quantity: 9 }],
      }),
      auth(),
    );
    await post(item("check_in", { status: "ok" }), auth());
    await post(item("hologram", {}), auth());
    await post(item("event", { exception: "not an object" }), auth());
    expect(await outcomes()).toMatchObject({
      "accepted transaction": 1,
      "accepted session": 4,
      "accepted log_item": 1,
      "client_discard transaction sample_rate": 9,
      "accepted monitor": 1,
      "invalid unknown unknown_item:hologram": 1,
      "invalid error invalid_event": 1,
    });
    expect(
      (await sentry.call<unknown[]>("GET", "projects/seaworthy-local/app/seaworthy-logs/")).body,
    ).toMatchObject([{ level: "info", body: "under way", attributes: { port: "Lisbon" } }]);
    const releases = await sentry.call<{ version: string; projects: { healthData: unknown }[] }[]>(
      "GET",
      "projects/seaworthy-local/app/releases/",
    );
    expect(
      releases.body.find(({ version }) => version === "v9")?.projects[0]?.healthData,
    ).toMatchObject({
      totalSessions: 4,
      sessionsCrashed: 1,
    });
  });

  it("drops what an inbound filter names, and reports it", async () => {
    const health = {
      type: "transaction",
      transaction: "GET /health/ready",
      start_timestamp: 1,
      timestamp: 2,
    };
    expect((await post(item("transaction", health), auth())).status).toBe(200);
    expect((await outcomes())["filtered transaction filtered-transaction"]).toBe(1);
    expect(
      (
        await sentry.call("PUT", "projects/seaworthy-local/app/filters/filtered-transaction/", {
          active: false,
        })
      ).status,
    ).toBe(204);
    await post(item("transaction", health), auth());
    expect((await outcomes())["filtered transaction filtered-transaction"]).toBe(1);
    await sentry.call("PUT", "projects/seaworthy-local/app/filters/browser-extensions/", {
      active: true,
    });
    await sentry.call("PUT", "projects/seaworthy-local/app/filters/legacy-browsers/", {
      subfilters: ["ie9"],
    });
    const filters = await sentry.call<{ id: string; active: unknown }[]>(
      "GET",
      "projects/seaworthy-local/app/filters/",
    );
    expect(Object.fromEntries(filters.body.map(({ id, active }) => [id, active]))).toEqual({
      ...{
        "browser-extensions": true,
        "filtered-transaction": false,
        "legacy-browsers": ["ie9"],
        localhost: false,
        "web-crawlers": true,
      },
    });
    expect(
      (
        await sentry.call("PUT", "projects/seaworthy-local/app/filters/moon-phase/", {
          active: true,
        })
      ).status,
    ).toBe(404);
  });

  it("accepts only its own host name: a page whose host name points to 127.0.0.1 is refused", async () => {
    const { hostname, port } = new URL(project.dsn);
    const status = await new Promise((resolve, reject) => {
      const asking = request(
        {
          hostname,
          port,
          method: "POST",
          path: `/api/${project.id}/envelope/`,
          headers: { ...auth(), host: "evil.example" },
        },
        (response) => {
          response.resume();
          resolve(response.statusCode);
        },
      );
      asking.on("error", reject).end(envelopeOf(project.dsn, errorEvent()));
    });
    expect(status).toBe(421);
  });

  it("accepts a bare event at /store/, and refuses other endpoints by name", async () => {
    const stored = await post(
      JSON.stringify({ message: "bare" }),
      auth(),
      envelopeUrl(project.dsn, "store"),
    );
    expect(stored.status).toBe(200);
    const security = await post("{}", auth(), envelopeUrl(project.dsn, "security"));
    expect([security.status, await security.json()]).toEqual([
      501,
      { detail: expect.stringContaining(`POST /api/${project.id}/security/`) },
    ]);
    const preflight = await fetch(envelopeUrl(project.dsn), {
      method: "OPTIONS",
      headers: { origin: "http://localhost:3000", "access-control-request-method": "POST" },
    });
    expect(preflight.headers.get("access-control-allow-origin")).toBe("*");
  });
});
