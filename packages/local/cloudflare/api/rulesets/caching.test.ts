import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { zoneId } from "../ids.ts";
import { type CloudflareTest, startCloudflareTest } from "../testing.ts";
import { clearZone } from "./testing.ts";

let cloudflare: CloudflareTest;
let nowMs = Date.parse("2026-11-21T12:00:00Z");

/**
 * Responds with the headers given in the query; `/control` makes all later responses fail or holds
 * them back.
 */
const worker = `
let calls = 0, status = 200, held = false;
export default { async fetch(request) {
  const url = new URL(request.url);
  if (url.pathname === "/control") { status = Number(url.searchParams.get("status") ?? 200); held = url.searchParams.has("hold"); return new Response(String(calls)); }
  calls++;
  while (held) await scheduler.wait(5);
  if (status >= 500) return new Response("failed", { status });
  const headers = new Headers({ "x-calls": String(calls), "x-method": request.method, "x-range": request.headers.get("range") ?? "none" });
  for (const [name, value] of url.searchParams) if (name.startsWith("set-")) headers.append(name.slice(4), value);
  if (url.searchParams.has("etag")) {
    headers.set("etag", '"v1"');
    if (request.headers.get("if-none-match") === '"v1"') return new Response(null, { status: 304, headers });
  }
  return new Response("0123456789", { headers });
} };`;

beforeAll(async () => {
  cloudflare = await startCloudflareTest({ clock: { now: () => nowMs } });
  await cloudflare.deploy({ source: worker });
});
afterAll(() => cloudflare.close());
beforeEach(async () => {
  nowMs += 24 * 3_600_000;
  await get("/control");
  await clearZone(cloudflare);
});

const keep = async (parameters: Record<string, unknown> = {}) => {
  const rule = {
    action: "set_cache_settings",
    expression: 'http.request.uri.path ne "/control"',
    action_parameters: { cache: true, ...parameters },
  };
  await cloudflare.client.rulesets.phases.update("http_request_cache_settings", {
    zone_id: zoneId,
    rules: [rule] as never,
  });
};
const override = { edge_ttl: { mode: "override_origin", default: 30 } };
const get = async (path: string, init: RequestInit = {}) => {
  const answer = await fetch(`${cloudflare.app}${path}`, init);
  return { status: answer.status, headers: answer.headers, body: await answer.text() };
};
const source = async (path: string, init: RequestInit = {}) =>
  (await get(path, init)).headers.get("cf-cache-status");

describe("ranges of a cached response", () => {
  test.each<[string, number, string, string | null]>([
    ["bytes=2-4", 206, "234", "bytes 2-4/10"],
    ["bytes=7-", 206, "789", "bytes 7-9/10"],
    ["bytes=-3", 206, "789", "bytes 7-9/10"],
    ["bytes=5-99", 206, "56789", "bytes 5-9/10"],
    ["bytes=10-", 416, "", "bytes */10"],
    ["bytes=4-2", 416, "", "bytes */10"],
    ["bytes=0-1,4-5", 200, "0123456789", null],
    ["lines=0-1", 200, "0123456789", null],
  ])("%s gets %i", async (range, status, body, contentRange) => {
    await keep(override);
    await get("/part");
    const answer = await get("/part", { headers: { range } });
    expect([
      answer.status,
      answer.body,
      answer.headers.get("content-range"),
      answer.headers.get("cf-cache-status"),
    ]).toEqual([status, body, contentRange, "HIT"]);
  });

  test("an uncached URL is fetched whole, and the range returned; If-Range gives the whole if it differs", async () => {
    await keep(override);
    const first = await get("/whole?etag", { headers: { range: "bytes=0-1" } });
    expect([
      first.status,
      first.body,
      first.headers.get("x-range"),
      first.headers.get("cf-cache-status"),
    ]).toEqual([206, "01", "none", "MISS"]);
    const partly = async (etag: string) =>
      (await get("/whole?etag", { headers: { range: "bytes=0-1", "if-range": etag } })).body;
    expect([await partly('"v1"'), await partly('"v0"')]).toEqual(["01", "0123456789"]);
  });
});

test("HEAD is served from a cached GET, and fills the cache with one", async () => {
  await keep(override);
  const head = await get("/head", { method: "HEAD" });
  expect([
    head.headers.get("cf-cache-status"),
    head.headers.get("x-method"),
    head.headers.get("content-length"),
    head.body,
  ]).toEqual(["MISS", "GET", "10", ""]);
  const whole = await get("/head");
  expect([whole.headers.get("cf-cache-status"), whole.body]).toEqual(["HIT", "0123456789"]);
});

describe("a stale response", () => {
  test("is served while a new one is fetched: to everyone by stale-while-revalidate, otherwise to all but the fetching request", async () => {
    await keep();
    const path = "/swr?set-cache-control=max-age=5, stale-while-revalidate=60";
    expect(await source(path)).toBe("MISS");
    nowMs += 6_000;
    expect(await source(path)).toBe("UPDATING");
    await keep({ edge_ttl: { mode: "override_origin", default: 5 } });
    expect(await source("/updating")).toBe("MISS");
    nowMs += 6_000;
    await get("/control?hold");
    const fetching = source("/updating");
    await expect.poll(() => source("/updating")).toBe("UPDATING");
    await get("/control");
    expect(await fetching).toBe("EXPIRED");
  });

  test("is not served if a rule says so", async () => {
    await keep({
      edge_ttl: { mode: "override_origin", default: 5 },
      serve_stale: { disable_stale_while_updating: true },
    });
    await source("/waiting");
    nowMs += 6_000;
    await get("/control?hold");
    const both = Promise.all([source("/waiting"), source("/waiting")]);
    await get("/control");
    expect((await both).sort()).toEqual(["EXPIRED", "HIT"]);
  });

  test("is served when the Worker fails and the response allows that, and no longer", async () => {
    await keep();
    const path = "/sie?set-cache-control=max-age=5, stale-if-error=60";
    await source(path);
    await get("/control?status=503");
    nowMs += 6_000;
    const stale = await get(path);
    expect([stale.status, stale.headers.get("cf-cache-status"), stale.body]).toEqual([
      200,
      "STALE",
      "0123456789",
    ]);
    nowMs += 60_000;
    expect((await get(path)).status).toBe(503);
  });

  test("with status_code_ttl 0 is cached, and revalidated each time", async () => {
    await keep({
      edge_ttl: { mode: "respect_origin", status_code_ttl: [{ status_code: 200, value: 0 }] },
    });
    expect([await source("/zero?etag"), await source("/zero?etag")]).toEqual([
      "MISS",
      "REVALIDATED",
    ]);
    await keep({
      edge_ttl: {
        mode: "respect_origin",
        status_code_ttl: [{ status_code_range: { from: 200, to: 299 }, value: -1 }],
      },
    });
    expect([await source("/never"), await source("/never")]).toEqual(["BYPASS", "BYPASS"]);
  });
});

describe("the cache key", () => {
  const phone = { "user-agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0) Mobile/15E148" };
  test.each<[string, Record<string, unknown>, RequestInit, RequestInit, RequestInit]>([
    ["device type", { cache_by_device_type: true }, {}, {}, { headers: phone }],
    [
      "language",
      { custom_key: { user: { lang: true } } },
      { headers: { "accept-language": "de-DE,de;q=0.9" } },
      { headers: { "accept-language": "de-DE" } },
      { headers: { "accept-language": "en" } },
    ],
    [
      "a header's value",
      { custom_key: { header: { include: ["x-tenant"] } } },
      { headers: { "x-tenant": "a" } },
      { headers: { "x-tenant": "a" } },
      { headers: { "x-tenant": "b" } },
    ],
    [
      "what a header holds",
      { custom_key: { header: { contains: { accept: ["image/webp"] } } } },
      { headers: { accept: "image/webp,*/*" } },
      { headers: { accept: "image/webp" } },
      { headers: { accept: "image/png" } },
    ],
    [
      "a cookie that is there",
      { custom_key: { cookie: { check_presence: ["beta"] } } },
      { headers: { cookie: "beta=1" } },
      { headers: { cookie: "a=1; beta=2" } },
      { headers: { cookie: "a=1" } },
    ],
    [
      "the Origin",
      {},
      { headers: { origin: "https://a.example" } },
      { headers: { origin: "https://a.example" } },
      { headers: { origin: "https://b.example" } },
    ],
  ])("distinguishes %s", async (name, cache_key, first, same, other) => {
    await keep({ ...override, cache_key });
    const path = `/key-${name.replaceAll(" ", "-")}`;
    expect([
      await source(path, first),
      await source(path, same),
      await source(path, other),
    ]).toEqual(["MISS", "HIT", "MISS"]);
  });

  test("includes the query, except what a rule excludes", async () => {
    await keep({
      ...override,
      cache_key: { custom_key: { query_string: { exclude: { list: ["utm_source"] } } } },
    });
    expect([
      await source("/q?a=1&utm_source=x"),
      await source("/q?utm_source=y&a=1"),
      await source("/q?a=2"),
    ]).toEqual(["MISS", "HIT", "MISS"]);
  });

  test("respects Vary: Accept-Encoding, by the encodings that a client supports", async () => {
    await keep(override);
    const path = "/encodings?set-vary=Accept-Encoding";
    const accepting = (encodings: string) =>
      source(path, { headers: { "accept-encoding": encodings } });
    expect([
      await accepting("gzip, br"),
      await accepting("br;q=0.9,gzip;q=1"),
      await accepting("identity"),
      await accepting("br;q=0, deflate"),
    ]).toEqual(["MISS", "HIT", "MISS", "HIT"]);
  });
});

test("cache_deception_armor keeps a page from being cached as an image", async () => {
  await keep({ ...override, cache_key: { cache_deception_armor: true } });
  const page = "/account/me.jpg?set-content-type=text/html";
  expect([await source(page), await source(page)]).toEqual(["BYPASS", "BYPASS"]);
  const image = "/logo.jpg?set-content-type=image/jpeg";
  expect([await source(image), await source(image)]).toEqual(["MISS", "HIT"]);
});

test("Expires applies if there is no Cache-Control", async () => {
  await keep();
  const expires = new Date(nowMs + 10_000).toUTCString();
  const path = `/expires?set-date=${new Date(nowMs).toUTCString()}&set-expires=${expires}`;
  expect([await source(path), await source(path)]).toEqual(["MISS", "HIT"]);
  nowMs += 11_000;
  expect(await source(path)).toBe("EXPIRED");
});

test("browser_cache_ttl extends browser caching, and a rule takes precedence", async () => {
  const set = (value: number) =>
    cloudflare.client.zones.settings.edit("browser_cache_ttl", { zone_id: zoneId, value } as never);
  const cacheControl = async (path: string) => (await get(path)).headers.get("cache-control");
  await keep();
  const [short, long] = ["/t?set-cache-control=max-age=60", "/t?set-cache-control=max-age=90000"];
  expect([await cacheControl(short), await cacheControl(long)]).toEqual([
    "max-age=14400",
    "max-age=90000",
  ]);
  await set(0);
  expect(await cacheControl(short)).toBe("max-age=60");
  await set(3600);
  await keep({ browser_ttl: { mode: "respect_origin" } });
  expect(await cacheControl(short)).toBe("max-age=60");
  await set(14_400);
});

test("a Worker's responses are cached per version if it enables caching", async () => {
  const version = { cache_options: { enabled: true } };
  await cloudflare.deploy({ source: worker, version });
  const path = "/own?set-cache-control=max-age=60";
  expect([await source(path), await source(path)]).toEqual(["MISS", "HIT"]);
  expect(await source(path, { headers: { cookie: "a=1" } })).toBe("BYPASS");
  await cloudflare.deploy({ source: `${worker}\n// another`, version });
  expect(await source(path)).toBe("MISS");
});
