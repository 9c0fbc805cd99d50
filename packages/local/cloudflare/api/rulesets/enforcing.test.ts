import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type CloudflareTest, startCloudflareTest } from "../testing.ts";
import { answeringWorker, clearZone, setRules } from "./testing.ts";

let cloudflare: CloudflareTest;
let nowMs = Date.parse("2026-11-21T12:00:00Z");

beforeAll(async () => {
  cloudflare = await startCloudflareTest({ clock: { now: () => nowMs } });
  await cloudflare.deploy({ source: answeringWorker });
});
afterAll(() => cloudflare.close());

beforeEach(async () => {
  // Later than every period and TTL of the previous test.
  nowMs += 24 * 3_600_000;
  await clearZone(cloudflare);
});

const rules = (phase: string, ...list: Record<string, unknown>[]) =>
  setRules(cloudflare, phase, list);

const get = (path: string, init: RequestInit = {}) =>
  fetch(`${cloudflare.app}${path}`, { redirect: "manual", ...init });
describe("rate limits", () => {
  const limit = {
    characteristics: ["ip.src", "cf.colo.id"],
    period: 60,
    requests_per_period: 100,
    mitigation_timeout: 60,
  };
  const rest = {
    ref: "rest",
    action: "block",
    expression: 'starts_with(http.request.uri.path, "/rest/")',
    ratelimit: limit,
  };

  test("of 150 concurrent requests in one minute, exactly 100 pass and the others get 429 with Retry-After", async () => {
    await rules("http_ratelimit", rest);
    const answers = await Promise.all(Array.from({ length: 150 }, () => get("/rest/feed")));
    const refused = answers.filter(({ status }) => status === 429);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(100);
    expect(refused).toHaveLength(50);
    expect(Number(refused[0]?.headers.get("retry-after"))).toBe(60);
    expect(await refused[0]?.text()).toContain("error code: 1015");
    expect((await get("/other")).status).toBe(200);
    nowMs += 61_000;
    expect((await get("/rest/feed")).status).toBe(200);
  });

  test("the period slides: bursts at its end and right after it count together", async () => {
    await rules("http_ratelimit", {
      ...rest,
      ratelimit: { ...limit, requests_per_period: 2, mitigation_timeout: 0 },
    });
    expect((await get("/rest/a")).status).toBe(200);
    nowMs += 59_000;
    expect((await get("/rest/a")).status).toBe(200);
    expect((await get("/rest/a")).status).toBe(429);
    nowMs += 2_000;
    expect((await get("/rest/a")).status).toBe(200);
    const refused = await get("/rest/a");
    expect(refused.status).toBe(429);
    expect(refused.headers.get("retry-after")).toBe("58");
  });

  test.each(["/%72est/feed", "/x/../rest/feed", "/./rest/feed"])(
    "%s counts as /rest/feed",
    async (path) => {
      await rules("http_ratelimit", { ...rest, ratelimit: { ...limit, requests_per_period: 1 } });
      expect(await rawStatus(path)).toBe(200);
      expect((await get("/rest/feed")).status).toBe(429);
    },
  );

  test("by header, each value has its own count", async () => {
    await rules("http_ratelimit", {
      ...rest,
      ratelimit: {
        ...limit,
        requests_per_period: 1,
        characteristics: ["cf.colo.id", 'http.request.headers["x-key"]'],
      },
    });
    const status = async (key: string) =>
      (await get("/rest/a", { headers: { "x-key": key } })).status;
    expect([await status("a"), await status("b"), await status("a")]).toEqual([200, 200, 429]);
  });

  test("a counting expression counts only failed sign-ins", async () => {
    await rules("http_ratelimit", {
      ...rest,
      ratelimit: {
        ...limit,
        requests_per_period: 2,
        counting_expression: "http.response.code eq 401",
      },
    });
    const status = async (wanted: number) => (await get(`/rest/a?status=${wanted}`)).status;
    expect([
      await status(200),
      await status(200),
      await status(401),
      await status(200),
      await status(401),
      await status(200),
    ]).toEqual([200, 200, 401, 200, 401, 429]);
  });

  test("cached responses do not count if only the origin is protected", async () => {
    await rules("http_request_cache_settings", {
      action: "set_cache_settings",
      expression: "true",
      action_parameters: { cache: true, edge_ttl: { mode: "override_origin", default: 600 } },
    });
    await rules("http_ratelimit", {
      ...rest,
      ratelimit: { ...limit, requests_per_period: 2, requests_to_origin: true },
    });
    const statuses = [];
    for (const path of ["/rest/a", "/rest/a", "/rest/a", "/rest/b", "/rest/c"])
      statuses.push((await get(path)).status);
    expect(statuses).toEqual([200, 200, 200, 200, 429]);
  });
});

/** fetch() would normalize the path before sending it. */
async function rawStatus(path: string): Promise<number> {
  const { request } = await import("node:http");
  const { port } = new URL(cloudflare.app);
  return new Promise((resolve, reject) => {
    request({ host: "127.0.0.1", port, path, headers: { host: `localhost:${port}` } }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    })
      .once("error", reject)
      .end();
  });
}

describe("custom rules", () => {
  test("block with the rule's response or Cloudflare's page; log lets pass; skip skips phases", async () => {
    await rules(
      "http_request_firewall_custom",
      {
        action: "skip",
        expression: 'http.request.headers["x-trusted"][0] eq "yes"',
        action_parameters: { ruleset: "current", phases: ["http_ratelimit"] },
      },
      { action: "log", expression: "true" },
      {
        action: "block",
        expression: 'http.request.uri.path eq "/teapot"',
        action_parameters: {
          response: {
            status_code: 418,
            content: '{"no":"coffee"}',
            content_type: "application/json",
          },
        },
      },
      { action: "block", expression: 'http.request.uri.path contains ".php"' },
      { action: "block", expression: "true", enabled: false },
    );
    await rules("http_ratelimit", {
      action: "block",
      expression: "true",
      ratelimit: { characteristics: ["cf.colo.id"], period: 10, requests_per_period: 1 },
    });
    expect((await get("/")).status).toBe(200);
    expect((await get("/")).status).toBe(429);
    expect((await get("/", { headers: { "x-trusted": "yes" } })).status).toBe(200);
    const teapot = await get("/teapot");
    expect([teapot.status, teapot.headers.get("content-type"), await teapot.text()]).toEqual([
      418,
      "application/json",
      '{"no":"coffee"}',
    ]);
    const blocked = await get("/wp.php");
    expect([blocked.status, (await blocked.text()).includes("error code: 1020")]).toEqual([
      403,
      true,
    ]);
  });
});

test("set, add, remove, by value and by expression, on refusals too", async () => {
  const headers = {
    "X-Frame-Options": { operation: "set", value: "DENY" },
    "X-Path": { operation: "add", expression: 'concat("p:", http.request.uri.path)' },
    "X-Calls": { operation: "remove" },
  };
  await rules("http_response_headers_transform", {
    action: "rewrite",
    expression: "http.response.code lt 500",
    action_parameters: { headers },
  });
  await rules("http_request_firewall_custom", {
    action: "block",
    expression: 'http.request.uri.path eq "/no"',
  });
  const answer = await get("/h");
  expect([
    answer.headers.get("x-frame-options"),
    answer.headers.get("x-path"),
    answer.headers.get("x-calls"),
  ]).toEqual(["DENY", "p:/h", null]);
  expect((await get("/no")).headers.get("x-frame-options")).toBe("DENY");
});

test("rules see the name of the zone", async () => {
  const expression = 'cf.zone.name eq "localhost" and http.request.uri.path eq "/zone"';
  await rules("http_request_firewall_custom", { action: "block", expression });
  expect((await get("/zone")).status).toBe(403);
});
