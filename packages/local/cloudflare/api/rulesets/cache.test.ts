import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { zoneId } from "../ids.ts";
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
const cacheStatus = async (path: string, init: RequestInit = {}) => {
  const answer = await get(path, init);
  await answer.arrayBuffer();
  return answer.headers.get("cf-cache-status");
};

describe("cache", () => {
  const keep = (parameters: Record<string, unknown> = {}) =>
    rules("http_request_cache_settings", {
      action: "set_cache_settings",
      expression: "true",
      action_parameters: { cache: true, ...parameters },
    });
  const override = { edge_ttl: { mode: "override_origin", default: 30 } };

  test("MISS, HIT with Age, EXPIRED; other URLs and methods are separate", async () => {
    await keep(override);
    expect(await cacheStatus("/a")).toBe("MISS");
    nowMs += 10_000;
    const hit = await get("/a");
    expect([hit.headers.get("cf-cache-status"), hit.headers.get("age"), await hit.text()]).toEqual([
      "HIT",
      "10",
      "body /a",
    ]);
    expect(await cacheStatus("/a?b")).toBe("MISS");
    expect(await cacheStatus("/a", { method: "OPTIONS" })).toBe("DYNAMIC");
    nowMs += 21_000;
    expect(await cacheStatus("/a")).toBe("EXPIRED");
    expect(await cacheStatus("/a")).toBe("HIT");
  });

  test("of 20 concurrent requests for an uncached URL, one reaches the Worker", async () => {
    await keep(override);
    const answers = await Promise.all(Array.from({ length: 20 }, () => get("/once?slow")));
    expect(new Set(answers.map(({ headers }) => headers.get("x-calls"))).size).toBe(1);
    expect(answers.map(({ headers }) => headers.get("cf-cache-status")).sort()).toEqual([
      ...Array<string>(19).fill("HIT"),
      "MISS",
    ]);
  });

  test("without a rule nothing is cached, and a rule can disable caching", async () => {
    expect(await cacheStatus("/a?set-cache-control=max-age=60")).toBe("DYNAMIC");
    await rules("http_request_cache_settings", {
      action: "set_cache_settings",
      expression: "true",
      action_parameters: { cache: false },
    });
    expect(await cacheStatus("/a?set-cache-control=max-age=60")).toBe("BYPASS");
  });

  test.each([
    ["set-cache-control=private", undefined],
    ["set-cache-control=no-store", undefined],
    ["set-cache-control=max-age=60&set-set-cookie=a=b", undefined],
    ["set-vary=*&set-cache-control=max-age=60", undefined],
    ["status=500", undefined],
    ["set-cache-control=max-age=60", "Bearer x"],
  ])("a response with %s to Authorization %s is not cached", async (query, authorization) => {
    await keep();
    const headers: Record<string, string> = authorization ? { authorization } : {};
    expect([
      await cacheStatus(`/p?${query}`, { headers }),
      await cacheStatus(`/p?${query}`, { headers }),
    ]).toEqual(["BYPASS", "BYPASS"]);
  });

  test("a failure is not cached when a rule overrides the TTL, and Set-Cookie is not replayed", async () => {
    await keep(override);
    expect([await cacheStatus("/f?status=401"), await cacheStatus("/f?status=401")]).toEqual([
      "BYPASS",
      "BYPASS",
    ]);
    await cacheStatus("/c?set-set-cookie=session=1");
    const hit = await get("/c?set-set-cookie=session=1");
    expect([hit.headers.get("cf-cache-status"), hit.headers.get("set-cookie")]).toEqual([
      "HIT",
      null,
    ]);
  });

  test("the origin's own TTL applies: s-maxage before max-age", async () => {
    await keep();
    const path = "/s?set-cache-control=max-age=600, s-maxage=5";
    expect([await cacheStatus(path), await cacheStatus(path)]).toEqual(["MISS", "HIT"]);
    nowMs += 6_000;
    expect(await cacheStatus(path)).toBe("EXPIRED");
  });

  test("a stale response with an ETag is revalidated, and kept on 304; clients with it get 304 themselves", async () => {
    await keep();
    const path = '/e?conditional&set-cache-control=max-age=5&set-etag="fixed"';
    expect(await cacheStatus(path)).toBe("MISS");
    const current = await get(path, { headers: { "if-none-match": '"fixed"' } });
    expect([current.status, current.headers.get("cf-cache-status")]).toEqual([304, "HIT"]);
    nowMs += 6_000;
    const again = await get(path);
    expect([again.status, again.headers.get("cf-cache-status"), await again.text()]).toEqual([
      200,
      "REVALIDATED",
      "body /e",
    ]);
  });

  test("responses are cached separately by Vary", async () => {
    await keep();
    const path = "/v?set-vary=accept-language&set-cache-control=max-age=60";
    const status = (language: string) =>
      cacheStatus(path, { headers: { "accept-language": language } });
    expect([
      await status("de"),
      await status("de"),
      await status("en"),
      await status("en"),
      await status("de"),
    ]).toEqual(["MISS", "HIT", "MISS", "HIT", "HIT"]);
  });

  test("purges by URL, prefix, host, tag and everything", async () => {
    await keep(override);
    const cached = async (path: string) => {
      await cacheStatus(path);
      expect(await cacheStatus(path)).toBe("HIT");
    };
    const purge = (what: Record<string, unknown>) =>
      cloudflare.client.cache.purge({ zone_id: zoneId, ...what } as never);
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

  test("invalidating by URL, prefix, host, tag and everything makes what is kept stale", async () => {
    await keep();
    const lives =
      'set-cache-control=max-age=60, stale-if-error=30&set-cache-tag=one&set-etag="fixed"';
    const invalidate = (body: Record<string, unknown>) =>
      cloudflare.client.post(`/zones/${zoneId}/invalidate_cache`, { body });
    for (const [path, what] of [
      ["/u", { files: [`${cloudflare.app}/u?${encodeURI(lives)}`] }],
      ["/prefix/u", { prefixes: ["localhost/prefix/"] }],
      ["/h", { hosts: ["localhost"] }],
      ["/t", { tags: ["ONE"] }],
      ["/all", { purge_everything: true }],
    ] as const) {
      await cacheStatus(`${path}?${lives}`);
      await invalidate(what);
      expect([path, await cacheStatus(`${path}?${lives}`)]).toEqual([path, "EXPIRED"]);
      await cacheStatus(`${path}?conditional&${lives}`);
      if ("files" in what) continue;
      await invalidate(what);
      expect(await cacheStatus(`${path}?conditional&${lives}`)).toBe("REVALIDATED");
    }
    await expect(invalidate({ files: [] })).rejects.toMatchObject({ status: 400 });
    await expect(invalidate({ invalidate_everything: true })).rejects.toMatchObject({
      status: 400,
    });
  });

  test("nothing is served from the future when the clock is set back", async () => {
    await keep(override);
    await cacheStatus("/back");
    expect(await cacheStatus("/back")).toBe("HIT");
    nowMs -= 3_600_000;
    expect(await cacheStatus("/back")).not.toBe("HIT");
    expect(await cacheStatus("/back")).toBe("HIT");
    nowMs += 3_600_000;
  });

  test("browser TTL, development mode, and the order of the query", async () => {
    await keep({
      ...override,
      browser_ttl: { mode: "override_origin", default: 7 },
      cache_key: { ignore_query_strings_order: true },
    });
    expect((await get("/b?x=1&y=2")).headers.get("cache-control")).toBe("max-age=7");
    expect(await cacheStatus("/b?y=2&x=1")).toBe("HIT");
    await cloudflare.client.zones.settings.edit("development_mode", {
      zone_id: zoneId,
      value: "on",
    } as never);
    expect(await cacheStatus("/b?y=2&x=1")).toBe("BYPASS");
    nowMs += 3 * 3_600_000;
    expect(await cacheStatus("/b?y=2&x=1")).toBe("EXPIRED");
  });
});
