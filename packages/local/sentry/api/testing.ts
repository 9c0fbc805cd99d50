import { defined } from "@seaworthy/core/defined";
import { createEventEnvelope, type Event, makeDsn, serializeEnvelope } from "@sentry/core";
import { expect } from "vitest";
import { startTestCloud, type TestCloud } from "../../testing.ts";
import { createSentry } from "./index.ts";
import { differences } from "./testing/openapi.ts";

/** A clock that tests advance. */
class HandClock {
  at: number;
  constructor(at = Date.UTC(2026, 10, 21, 12)) {
    this.at = at;
  }
  now(): number {
    return this.at;
  }
  advance(ms: number): void {
    this.at += ms;
  }
}

interface Answer<T> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: T;
}

export interface DeclaredProject {
  readonly slug: string;
  readonly id: string;
  readonly dsn: string;
  readonly keyId: string;
}

/** The local Sentry in its own cloud, with what most tests need. */
export interface TestSentry {
  readonly cloud: TestCloud;
  readonly clock: HandClock;
  /**
   * Calls the API over HTTP; `path` follows `/api/0/`. Responses that Sentry describes are
   * validated against that description.
   */
  call<T = Record<string, unknown>>(
    method: string,
    path: string,
    body?: unknown,
  ): Promise<Answer<T>>;
  /** Creates a team, a project and a key for it. */
  declareProject(slug: string, key?: Record<string, unknown>): Promise<DeclaredProject>;
  close(): Promise<void>;
}

/** With the machine's clock the ingest runs in a separate thread, as in production use. */
export async function startTestSentry({ machineClock = false } = {}): Promise<TestSentry> {
  const clock = new HandClock();
  const vendors = [createSentry];
  const cloud = await startTestCloud(machineClock ? { vendors } : { vendors, clock });
  const call = async <T>(method: string, path: string, body?: unknown): Promise<Answer<T>> => {
    const response = await fetch(`${cloud.control.sentry}0/${path}`, {
      method,
      headers: {
        authorization: `Bearer ${cloud.tokens.sentry}`,
        "content-type": "application/json",
        connection: "close",
      },
      ...defined({ body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const parsed: unknown = text === "" ? undefined : JSON.parse(text);
    expect(differences(method, `/api/0/${path.split("?")[0]}`, response.status, parsed)).toEqual(
      [],
    );
    return { status: response.status, headers: response.headers, body: parsed as T };
  };
  const declareProject = async (
    slug: string,
    key: Record<string, unknown> = {},
  ): Promise<DeclaredProject> => {
    await call("POST", "organizations/seaworthy-local/teams/", { name: "Crew", slug: "crew" });
    const project = await call<{ id: string }>("POST", "teams/seaworthy-local/crew/projects/", {
      name: slug,
      slug,
      platform: "node-cloudflare-workers",
    });
    const made = await call<{ id: string; dsn: { public: string } }>(
      "POST",
      `projects/seaworthy-local/${slug}/keys/`,
      {
        name: "worker",
        ...key,
      },
    );
    expect([project.status, made.status]).toEqual([201, 201]);
    return { slug, id: project.body.id, dsn: made.body.dsn.public, keyId: made.body.id };
  };
  return { cloud, clock, call, declareProject, close: () => cloud.close() };
}

/** An error as @sentry/core's client would send it. */
export function errorEvent(fields: Partial<Event> = {}): Event {
  return {
    event_id: crypto.randomUUID().replaceAll("-", ""),
    timestamp: Date.UTC(2026, 10, 21, 12) / 1000,
    platform: "javascript",
    level: "error",
    release: "v1",
    environment: "local",
    tags: { request_id: "req-1" },
    exception: {
      values: [
        {
          type: "TypeError",
          value: "cannot read the feed",
          mechanism: { type: "generic", handled: false },
          stacktrace: {
            frames: [{ filename: "index.js", function: "readFeed", lineno: 7, in_app: true }],
          },
        },
      ],
    },
    ...fields,
  };
}

/** The URL for a DSN's envelopes. */
export function envelopeUrl(dsn: string, endpoint = "envelope"): string {
  const { host, pathname } = new URL(dsn);
  return `http://${host}/api${pathname}/${endpoint}/`;
}

export function sentryAuth(dsn: string): string {
  return `Sentry sentry_version=7, sentry_client=sentry.javascript.cloudflare/10.75.2, sentry_key=${new URL(dsn).username}`;
}

/** The bytes of an event's envelope, made by @sentry/core. */
export function envelopeOf(dsn: string, event: Event): string | Uint8Array<ArrayBuffer> {
  return serializeEnvelope(
    createEventEnvelope(event, makeDsn(dsn), {
      sdk: { name: "sentry.javascript.cloudflare", version: "10.75.2" },
    }),
  ) as string | Uint8Array<ArrayBuffer>;
}

export function sendEvent(dsn: string, event: Event): Promise<Response> {
  return fetch(envelopeUrl(dsn), {
    method: "POST",
    headers: { "x-sentry-auth": sentryAuth(dsn), connection: "close" },
    body: envelopeOf(dsn, event),
  });
}
