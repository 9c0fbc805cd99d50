import { afterAll, beforeAll, expect, test } from "vitest";
import { zoneId } from "../../api/ids.ts";
import { type CloudflareTest, startCloudflareTest } from "../../api/testing.ts";

/** Sends the headers named in the query. `/control?status=503` makes it fail from then on. */
const source = `let status = 200;
let asked = 0;
export default {
  async fetch(request) {
    const { pathname, searchParams } = new URL(request.url);
    if (pathname === "/control") {
      status = Number(searchParams.get("status"));
      return new Response("set");
    }
    if (status === 0) throw new Error("broken");
    const headers = Object.fromEntries(searchParams);
    return new Response(String(++asked), { status: request.method === "GET" ? status : 200, headers });
  },
};`;

let cloudflare: CloudflareTest;
let nowMs = Date.parse("2026-11-30T12:00:00Z");

beforeAll(async () => {
  cloudflare = await startCloudflareTest({ clock: { now: () => nowMs } });
  await cloudflare.deploy({ source });
  const cacheAll = {
    action: "set_cache_settings",
    expression: 'http.request.uri.path ne "/control"',
    action_parameters: { cache: true, browser_ttl: { mode: "respect_origin" } },
  };
  await cloudflare.client.rulesets.phases.update("http_request_cache_settings", {
    zone_id: zoneId,
    rules: [cacheAll],
  } as never);
});
afterAll(() => cloudflare.close());

async function get(path: string, init: RequestInit = {}) {
  const answer = await fetch(`${cloudflare.app}${path}`, init);
  return {
    status: answer.status,
    cache: answer.headers.get("cf-cache-status"),
    age: answer.headers.get("age"),
    body: await answer.text(),
  };
}

const failing = async (act: () => Promise<void>) => {
  await get("/control?status=503");
  await act();
  await get("/control?status=200");
};

test.each([
  "max-age=2, must-revalidate",
  "max-age=2, proxy-revalidate",
  "s-maxage=2",
  "max-age=2, must-revalidate, stale-if-error=60",
  "s-maxage=2, stale-if-error=60",
  "max-age=2",
])("%s is not served stale when the Worker fails", async (directives) => {
  const path = `/stale?cache-control=${encodeURIComponent(directives)}`;
  expect((await get(path)).cache).toBe("MISS");
  nowMs += 3_000;
  await failing(async () => expect((await get(path)).status).toBe(503));
});

test("stale-if-error is served stale for the stated time", async () => {
  const path = `/error?cache-control=${encodeURIComponent("max-age=2, stale-if-error=60")}`;
  const { body } = await get(path);
  nowMs += 30_000;
  await failing(async () => {
    expect(await get(path)).toMatchObject({ status: 200, cache: "STALE", body, age: "30" });
    nowMs += 60_000;
    expect((await get(path)).status).toBe(503);
  });
});

test.each([
  ["100", 19, "HIT"],
  ["100", 21, "EXPIRED"],
  ["100, 0", 21, "EXPIRED"],
  ["0, 100", 21, "HIT"],
  ["old", 119, "HIT"],
  ["-5", 119, "HIT"],
  ["5.5", 119, "HIT"],
])("with Age %s and max-age=120, after %d s it is %s", async (age, afterSeconds, status) => {
  const path = `/age/${afterSeconds}?cache-control=max-age=120&age=${encodeURIComponent(age)}`;
  const first = await get(path);
  expect(first.age).toBe(age.startsWith("100") ? "100" : null);
  nowMs += afterSeconds * 1_000;
  expect((await get(path)).cache).toBe(status);
});

test.each([
  "0",
  "Sunday, 06-Nov-94",
  "Wed, 31 Feb 2099 10:00:00 GMT",
  "Mon, 30 Nov 2099 25:00:00 GMT",
  "Mon, 30 Nov 2099 12:00:00 UTC",
])("Expires: %s is in the past", async (expires) => {
  const path = `/expires?expires=${encodeURIComponent(expires)}`;
  await get(path);
  expect((await get(path)).cache).not.toBe("HIT");
});

test.each(["max-age=-1", "max-age='60'", "max-age=soon", "s-maxage=x, max-age=60"])(
  "%s is not a valid TTL, and nothing is cached",
  async (directives) => {
    const path = `/lifetime?cache-control=${encodeURIComponent(directives)}`;
    await get(path);
    expect((await get(path)).cache).not.toBe("HIT");
  },
);

test.each(["POST", "PUT", "PATCH", "DELETE"])(
  "a successful %s invalidates the cached URL, and only that",
  async (method) => {
    const path = `/changed?cache-control=max-age=60&m=${method}`;
    const other = `/other?cache-control=max-age=60&m=${method}`;
    for (const one of [path, other]) {
      await get(one);
      expect((await get(one)).cache).toBe("HIT");
    }
    await get(path, { method });
    expect((await get(path)).cache).toBe("MISS");
    expect((await get(other)).cache).toBe("HIT");
  },
);

test("a failed change keeps the cached response", async () => {
  const path = "/kept?cache-control=max-age=60";
  await get(path);
  await get("/control?status=0");
  expect((await get(path, { method: "POST" })).status).toBe(500);
  await get("/control?status=200");
  expect((await get(path)).cache).toBe("HIT");
});
