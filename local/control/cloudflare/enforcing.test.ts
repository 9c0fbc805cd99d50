import { readFileSync } from "node:fs";
import { request as httpsRequest } from "node:https";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { zoneId } from "./ids.ts";
import { type CloudflareTest, startCloudflareTest } from "./testing.ts";

let cloudflare: CloudflareTest;
let nowMs = Date.parse("2026-11-21T12:00:00Z");

const worker = `
let calls = 0;
export default { async fetch(request) {
  const url = new URL(request.url);
  const headers = new Headers({ "x-calls": String(++calls) });
  for (const [name, value] of url.searchParams) if (name.startsWith("set-")) headers.append(name.slice(4), value);
  if (url.searchParams.has("slow")) await scheduler.wait(150);
  if (request.headers.get("if-none-match") === '"fixed"' && url.searchParams.has("conditional")) return new Response(null, { status: 304, headers: { etag: '"fixed"' } });
  return new Response("body " + url.pathname, { status: Number(url.searchParams.get("status") ?? 200), headers });
} };`;

beforeAll(async () => {
  cloudflare = await startCloudflareTest({ clock: { now: () => nowMs } });
  await cloudflare.deploy({ source: worker });
});
afterAll(() => cloudflare.close());

beforeEach(async () => {
  // Past every period and lifetime of the test before.
  nowMs += 24 * 3_600_000;
  for await (const { id } of cloudflare.client.rulesets.list({ zone_id: zoneId }))
    await cloudflare.client.rulesets.delete(id, { zone_id: zoneId });
  await cloudflare.client.cache.purge({ zone_id: zoneId, purge_everything: true });
});

async function rules(phase: string, ...list: Record<string, unknown>[]): Promise<void> {
  await cloudflare.client.rulesets.phases.update(phase as "http_ratelimit", { zone_id: zoneId, rules: list as never });
}

const get = (path: string, init: RequestInit = {}) => fetch(`${cloudflare.app}${path}`, { redirect: "manual", ...init });
const cacheStatus = async (path: string, init: RequestInit = {}) => {
  const answer = await get(path, init);
  await answer.arrayBuffer();
  return answer.headers.get("cf-cache-status");
};

describe("rate limits", () => {
  const limit = { characteristics: ["ip.src", "cf.colo.id"], period: 60, requests_per_period: 100, mitigation_timeout: 60 };
  const rest = { ref: "rest", action: "block", expression: 'starts_with(http.request.uri.path, "/rest/")', ratelimit: limit };

  test("of 150 requests at once in one minute, exactly 100 pass and the others get 429 with Retry-After", async () => {
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

  test("the period slides: a burst at its end and one after it count together", async () => {
    await rules("http_ratelimit", { ...rest, ratelimit: { ...limit, requests_per_period: 2, mitigation_timeout: 0 } });
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

  test.each(["/%72est/feed", "//rest/feed", "/x/../rest/feed", "/rest\\feed", "/./rest/feed"])("%s counts as /rest/feed", async (path) => {
    await rules("http_ratelimit", { ...rest, ratelimit: { ...limit, requests_per_period: 1 } });
    expect(await rawStatus(path)).toBe(200);
    expect((await get("/rest/feed")).status).toBe(429);
  });

  test("by header, each value has its own count", async () => {
    await rules("http_ratelimit", {
      ...rest,
      ratelimit: { ...limit, requests_per_period: 1, characteristics: ["cf.colo.id", 'http.request.headers["x-key"]'] },
    });
    const status = async (key: string) => (await get("/rest/a", { headers: { "x-key": key } })).status;
    expect([await status("a"), await status("b"), await status("a")]).toEqual([200, 200, 429]);
  });

  test("a counting expression counts failed sign-ins alone", async () => {
    await rules("http_ratelimit", {
      ...rest,
      ratelimit: { ...limit, requests_per_period: 2, counting_expression: "http.response.code eq 401" },
    });
    const status = async (wanted: number) => (await get(`/rest/a?status=${wanted}`)).status;
    expect([await status(200), await status(200), await status(401), await status(200), await status(401), await status(200)]).toEqual([
      200, 200, 401, 200, 401, 429,
    ]);
  });

  test("requests that the cache answers do not count where only the origin is protected", async () => {
    await rules("http_request_cache_settings", {
      action: "set_cache_settings",
      expression: "true",
      action_parameters: { cache: true, edge_ttl: { mode: "override_origin", default: 600 } },
    });
    await rules("http_ratelimit", { ...rest, ratelimit: { ...limit, requests_per_period: 2, requests_to_origin: true } });
    const statuses = [];
    for (const path of ["/rest/a", "/rest/a", "/rest/a", "/rest/b", "/rest/c"]) statuses.push((await get(path)).status);
    expect(statuses).toEqual([200, 200, 200, 200, 429]);
  });
});

/** fetch() would normalise the path before it sends it. */
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
  test("block with the rule's response or Cloudflare's page; log lets pass; skip leaves phases out", async () => {
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
        action_parameters: { response: { status_code: 418, content: '{"no":"coffee"}', content_type: "application/json" } },
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
    expect([teapot.status, teapot.headers.get("content-type"), await teapot.text()]).toEqual([418, "application/json", '{"no":"coffee"}']);
    const blocked = await get("/wp.php");
    expect([blocked.status, (await blocked.text()).includes("error code: 1020")]).toEqual([403, true]);
  });
});

describe("cache", () => {
  const keep = (parameters: Record<string, unknown> = {}) =>
    rules("http_request_cache_settings", {
      action: "set_cache_settings",
      expression: "true",
      action_parameters: { cache: true, ...parameters },
    });
  const override = { edge_ttl: { mode: "override_origin", default: 30 } };

  test("MISS, HIT with Age, EXPIRED; other URLs and methods apart", async () => {
    await keep(override);
    expect(await cacheStatus("/a")).toBe("MISS");
    nowMs += 10_000;
    const hit = await get("/a");
    expect([hit.headers.get("cf-cache-status"), hit.headers.get("age"), await hit.text()]).toEqual(["HIT", "10", "body /a"]);
    expect(await cacheStatus("/a?b")).toBe("MISS");
    expect(await cacheStatus("/a", { method: "POST" })).toBe("DYNAMIC");
    nowMs += 21_000;
    expect(await cacheStatus("/a")).toBe("EXPIRED");
    expect(await cacheStatus("/a")).toBe("HIT");
  });

  test("of 20 requests at once for what is missing, one reaches the Worker", async () => {
    await keep(override);
    const answers = await Promise.all(Array.from({ length: 20 }, () => get("/once?slow")));
    expect(new Set(answers.map(({ headers }) => headers.get("x-calls"))).size).toBe(1);
    expect(answers.map(({ headers }) => headers.get("cf-cache-status")).sort()).toEqual([...Array<string>(19).fill("HIT"), "MISS"]);
  });

  test("without a rule nothing is cached, and a rule can say so", async () => {
    expect(await cacheStatus("/a?set-cache-control=max-age=60")).toBe("DYNAMIC");
    await rules("http_request_cache_settings", { action: "set_cache_settings", expression: "true", action_parameters: { cache: false } });
    expect(await cacheStatus("/a?set-cache-control=max-age=60")).toBe("BYPASS");
  });

  test.each([
    ["set-cache-control=private", undefined],
    ["set-cache-control=no-store", undefined],
    ["set-cache-control=max-age=60&set-set-cookie=a=b", undefined],
    ["set-vary=*&set-cache-control=max-age=60", undefined],
    ["status=500", undefined],
    ["set-cache-control=max-age=60", "Bearer x"],
  ])("an answer with %s to Authorization %s is not kept", async (query, authorization) => {
    await keep();
    const headers: Record<string, string> = authorization ? { authorization } : {};
    expect([await cacheStatus(`/p?${query}`, { headers }), await cacheStatus(`/p?${query}`, { headers })]).toEqual(["BYPASS", "BYPASS"]);
  });

  test("a failure is not kept when a rule overrides the lifetime, and Set-Cookie is not replayed", async () => {
    await keep(override);
    expect([await cacheStatus("/f?status=401"), await cacheStatus("/f?status=401")]).toEqual(["BYPASS", "BYPASS"]);
    await cacheStatus("/c?set-set-cookie=session=1");
    const hit = await get("/c?set-set-cookie=session=1");
    expect([hit.headers.get("cf-cache-status"), hit.headers.get("set-cookie")]).toEqual(["HIT", null]);
  });

  test("the origin's own lifetime counts: s-maxage before max-age", async () => {
    await keep();
    const path = "/s?set-cache-control=max-age=600, s-maxage=5";
    expect([await cacheStatus(path), await cacheStatus(path)]).toEqual(["MISS", "HIT"]);
    nowMs += 6_000;
    expect(await cacheStatus(path)).toBe("EXPIRED");
  });

  test("a stale answer with an ETag is asked about, and kept on 304; clients with it get 304 themselves", async () => {
    await keep();
    const path = '/e?conditional&set-cache-control=max-age=5&set-etag="fixed"';
    expect(await cacheStatus(path)).toBe("MISS");
    const current = await get(path, { headers: { "if-none-match": '"fixed"' } });
    expect([current.status, current.headers.get("cf-cache-status")]).toEqual([304, "HIT"]);
    nowMs += 6_000;
    const again = await get(path);
    expect([again.status, again.headers.get("cf-cache-status"), await again.text()]).toEqual([200, "REVALIDATED", "body /e"]);
  });

  test("what varies is kept apart", async () => {
    await keep();
    const path = "/v?set-vary=accept-language&set-cache-control=max-age=60";
    const status = (language: string) => cacheStatus(path, { headers: { "accept-language": language } });
    expect([await status("de"), await status("de"), await status("en"), await status("en"), await status("de")]).toEqual([
      "MISS",
      "HIT",
      "MISS",
      "HIT",
      "HIT",
    ]);
  });

  test("purging by URL, prefix, host, tag and everything", async () => {
    await keep(override);
    const cached = async (path: string) => {
      await cacheStatus(path);
      expect(await cacheStatus(path)).toBe("HIT");
    };
    const purge = (what: Record<string, unknown>) => cloudflare.client.cache.purge({ zone_id: zoneId, ...what } as never);
    const cases: [string, Record<string, unknown>][] = [
      ["/u", { files: [`${cloudflare.app}/u`] }],
      ["/prefix/u", { prefixes: ["localhost/prefix/"] }],
      ["/h", { hosts: ["localhost"] }],
      ["/t?set-cache-tag=one,Two", { tags: ["two"] }],
      ["/all", { purge_everything: true }],
    ];
    for (const [path, what] of cases) {
      await cached(path);
      await purge(what);
      expect(await cacheStatus(path)).toBe("MISS");
    }
    expect((await get("/t?set-cache-tag=one")).headers.get("cache-tag")).toBeNull();
  });

  test("browser TTL, development mode, and the order of the query", async () => {
    await keep({ ...override, browser_ttl: { mode: "override_origin", default: 7 }, cache_key: { ignore_query_strings_order: true } });
    expect((await get("/b?x=1&y=2")).headers.get("cache-control")).toBe("max-age=7");
    expect(await cacheStatus("/b?y=2&x=1")).toBe("HIT");
    await cloudflare.client.zones.settings.edit("development_mode", { zone_id: zoneId, value: "on" } as never);
    expect(await cacheStatus("/b?y=2&x=1")).toBe("BYPASS");
    nowMs += 3 * 3_600_000;
    expect(await cacheStatus("/b?y=2&x=1")).toBe("EXPIRED");
  });
});

describe("response headers and zone settings", () => {
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
    await rules("http_request_firewall_custom", { action: "block", expression: 'http.request.uri.path eq "/no"' });
    const answer = await get("/h");
    expect([answer.headers.get("x-frame-options"), answer.headers.get("x-path"), answer.headers.get("x-calls")]).toEqual([
      "DENY",
      "p:/h",
      null,
    ]);
    expect((await get("/no")).headers.get("x-frame-options")).toBe("DENY");
  });

  const set = (id: string, value: unknown) => cloudflare.client.zones.settings.edit(id, { zone_id: zoneId, value } as never);

  test("always_use_https redirects, and HTTPS has HSTS", async () => {
    await set("always_use_https", "on");
    await set("security_header", { strict_transport_security: { enabled: true, max_age: 600, include_subdomains: true, nosniff: true } });
    const redirected = await get("/x?y=1");
    expect([redirected.status, redirected.headers.get("location")]).toEqual([301, `${cloudflare.appTls}/x?y=1`]);
    const secure = await tls("/x");
    expect(secure.headers["strict-transport-security"]).toBe("max-age=600; includeSubDomains");
    expect(secure.headers["x-content-type-options"]).toBe("nosniff");
    await set("always_use_https", "off");
  });

  test("the lowest TLS version is enforced", async () => {
    await set("min_tls_version", "1.3");
    await expect(tls("/", { maxVersion: "TLSv1.2" })).rejects.toThrow(/protocol version|handshake/);
    expect((await tls("/")).statusCode).toBe(200);
    await set("min_tls_version", "1.2");
    expect((await tls("/", { maxVersion: "TLSv1.2" })).statusCode).toBe(200);
  });
});

function tls(path: string, options: { maxVersion?: "TLSv1.2" } = {}): Promise<{ statusCode?: number; headers: Record<string, unknown> }> {
  const ca = readFileSync(`${cloudflare.cloud.directory}/edge/ca.pem`, "utf8");
  return new Promise((resolve, reject) => {
    httpsRequest(`${cloudflare.appTls}${path}`, { ca, agent: false, ...options }, (answer) => {
      answer.resume();
      resolve({ statusCode: answer.statusCode ?? 0, headers: answer.headers });
    })
      .once("error", reject)
      .end();
  });
}
