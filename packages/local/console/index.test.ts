import { Hono } from "hono";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Vendor } from "../kernel/vendor.ts";
import { createSentry } from "../sentry/api/index.ts";
import { startTestCloud, type TestCloud } from "../testing.ts";
import { createConsole } from "./index.ts";
import { openTickets } from "./tickets.ts";

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await startTestCloud({ vendors: [createSentry], console: createConsole });
});
afterAll(() => cloud.close());

const page = () => `${cloud.context.controlUrl}/console`;
const get = (url: string, headers: Record<string, string> = {}) =>
  fetch(url, { headers, redirect: "manual" });

async function cookie(): Promise<string> {
  const response = await get(`${page()}?token=${cloud.tokens.admin}`);
  return (response.headers.get("set-cookie") ?? "").split(";", 1)[0] ?? "";
}

/** The console over the test's own vendors, called in the same process. */
async function render(vendors: readonly Vendor[]): Promise<string> {
  const console = new Hono().route("/console", createConsole(cloud.context, vendors));
  return (await console.request("/console", { headers: { cookie: await cookie() } })).text();
}

function vendor(name: Vendor["name"], describe: Vendor["describe"]): Vendor {
  return {
    name,
    describe,
    api: new Hono(),
    parity: [{ what: "GET /<x>", level: "enforced" }],
    resume: async () => undefined,
    close: async () => undefined,
  };
}

describe("the console", () => {
  it("exchanges the token for a cookie that scripts and other sites cannot read, and that is not the token", async () => {
    const response = await get(`${page()}?token=${cloud.tokens.admin}`);
    expect([response.status, response.headers.get("location")]).toEqual([303, "/console"]);
    const set = response.headers.get("set-cookie") ?? "";
    expect(set).toMatch(/HttpOnly/);
    expect(set).toMatch(/SameSite=Strict/);
    expect(set).not.toContain(cloud.tokens.admin);
    expect(response.headers.get("cache-control")).toBe("no-store");
  });

  it("lets a browser in by a ticket once, within a minute, and gives one to the command alone", async () => {
    const ask = (token: string) =>
      fetch(`${page()}/tickets`, { method: "POST", headers: { authorization: `Bearer ${token}` } });
    expect((await ask("wrong")).status).toBe(401);
    const { ticket } = (await (await ask(cloud.tokens.admin)).json()) as { ticket: string };
    expect((await get(`${page()}?ticket=${ticket}`)).status).toBe(303);
    expect((await get(`${page()}?ticket=${ticket}`)).status).toBe(401);
    let now = 0;
    const tickets = openTickets({ now: () => now });
    const [early, late] = [tickets.issue(), tickets.issue()];
    now = 60_000;
    expect(tickets.use(early)).toBe(true);
    now = 60_001;
    expect(tickets.use(late)).toBe(false);
  });

  it("shows nothing without it", async () => {
    for (const response of [
      await get(page()),
      await get(`${page()}?token=wrong`),
      await get(page(), { cookie: (await cookie()).replace(/.$/, "x") }),
    ]) {
      expect(response.status).toBe(401);
      expect(await response.text()).not.toContain('id="services"');
    }
  });

  it("the cookie opens only the page, and is no API token", async () => {
    const status = await get(`${cloud.context.controlUrl}/cloud/status`, {
      cookie: await cookie(),
    });
    expect(status.status).toBe(401);
  });

  it("runs only its own script and style, with a new nonce each time", async () => {
    const [first, second] = [
      await get(page(), { cookie: await cookie() }),
      await get(page(), { cookie: await cookie() }),
    ];
    const policy = first.headers.get("content-security-policy") ?? "";
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain("unsafe");
    expect(policy).not.toBe(second.headers.get("content-security-policy"));
    const nonce = /script-src 'nonce-([^']+)'/.exec(policy)?.[1];
    const body = await first.text();
    expect(body).toContain(`<script nonce="${nonce}">`);
    expect(body).toContain(`<style nonce="${nonce}">`);
    expect(body).not.toMatch(/ style="| on[a-z]+="|<link |src="/);
  });

  it("shows every part, and no token or key", async () => {
    const body = await (await get(page(), { cookie: await cookie() })).text();
    for (const id of [
      ...["addresses", "services", "database", "redis", "edge", "traffic", "rows", "sentry"],
      "parity",
    ])
      expect(body).toContain(`<section id="${id}"`);
    expect(body).toContain("sentry.ingest");
    for (const token of Object.values(cloud.tokens)) expect(body).not.toContain(token);
  });

  it("removes credentials from a vendor's description", async () => {
    const secrets = {
      poolerStatsUrl: "postgresql://stats:hunter2@127.0.0.1:1/pgbouncer",
      directUrl: "postgresql://postgres:hunter2@127.0.0.1:1/postgres",
    };
    const project = {
      ref: "seaworthyabc",
      name: "db",
      status: "ACTIVE_HEALTHY",
      directUrl: "postgresql://postgres@127.0.0.1:1/postgres",
      poolerUrl: "postgresql://postgres@127.0.0.1:2/postgres",
    };
    const database = {
      name: "cache",
      restUrl: "http://127.0.0.1:3",
      port: 4,
      password: "hunter2",
      restToken: "hunter2",
      users: ["worker"],
    };
    const body = await render([
      vendor("supabase", async () => ({ projects: [{ ...project, secrets }] })),
      vendor("upstash", async () => ({ databases: [database] })),
    ]);
    expect(body).toContain("postgresql://postgres@127.0.0.1:1/postgres");
    expect(body).toContain("cache");
    expect(body).toContain("Could not be read.");
    expect(body).not.toContain("hunter2");
  });

  it("escapes outside input", async () => {
    const issue = {
      shortId: "X-1",
      title: "<script>alert(1)</script>",
      culprit: '"><img src=x>',
      level: "error",
      status: "unresolved",
      count: 1,
      lastSeen: "2026-11-21T12:00:00Z",
    };
    const body = await render([
      vendor("sentry", async () => ({
        ingestUrl: "http://127.0.0.1:1",
        projects: [],
        issues: [issue],
      })),
    ]);
    expect(body).toContain("&lt;script&gt;alert(1)&lt;/script&gt;");
    expect(body).not.toContain("<img");
    expect(body).toContain("GET /&lt;x&gt;");
  });

  it("shows the rest if a vendor cannot be described", async () => {
    const failing = vendor("upstash", async () =>
      Promise.reject(new TypeError("redis://user:hunter2@127.0.0.1 is gone")),
    );
    const body = await render([
      failing,
      vendor("sentry", async () => ({ ingestUrl: "http://127.0.0.1:9", projects: [] })),
    ]);
    expect(body).toContain("redis://127.0.0.1 is gone");
    expect(body).toContain("http://127.0.0.1:9");
  });
});
