import { readFileSync } from "node:fs";
import { type ClientHttp2Session, connect } from "node:http2";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { accountId, zoneId } from "./ids.ts";
import { type CloudflareTest, startCloudflareTest } from "./testing.ts";

let cloudflare: CloudflareTest;
let sessions: ClientHttp2Session[];

/** `/held` responds only after `/release` was requested. */
const worker = (mark: string) => `
let calls = 0, released = false;
export default { async fetch(request, env) {
  const { pathname } = new URL(request.url);
  if (pathname === "/release") { released = true; return new Response(String(calls)); }
  if (pathname !== "/held") return new Response("${mark}:" + env.VERSION.id);
  calls++;
  while (!released) await scheduler.wait(5);
  return new Response("call " + calls, { headers: { "cache-control": "max-age=60" } });
} };`;
const bindings = [{ type: "version_metadata", name: "VERSION" }];

/** Maximum concurrent streams per connection. */
const streamsEach = 100;

beforeAll(async () => {
  cloudflare = await startCloudflareTest();
  await cloudflare.deploy({ source: worker("a"), bindings });
  const ca = readFileSync(`${cloudflare.cloud.directory}/edge/ca.pem`, "utf8");
  sessions = Array.from({ length: 100 }, () => connect(cloudflare.appTls, { ca }));
  await Promise.all(
    sessions.map((session) => new Promise((resolve) => session.once("remoteSettings", resolve))),
  );
});
afterAll(async () => {
  for (const session of sessions) session.destroy();
  await cloudflare.close();
});
beforeEach(async () => {
  for await (const { id } of cloudflare.client.rulesets.list({ zone_id: zoneId }))
    await cloudflare.client.rulesets.delete(id, { zone_id: zoneId });
});

interface Answer {
  readonly status: number;
  readonly headers: Record<string, unknown>;
  readonly body: string;
}

function get(
  session: ClientHttp2Session | undefined,
  path: string,
  headers: Record<string, string> = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const stream = session?.request({ ":path": path, ...headers });
    let body = "";
    let head: Record<string, unknown> = {};
    stream?.setEncoding("utf8");
    stream?.on("response", (received) => {
      head = received;
    });
    stream?.on("data", (text: string) => {
      body += text;
    });
    stream?.once("end", () => resolve({ status: Number(head[":status"]), headers: head, body }));
    stream?.once("error", reject);
  });
}

/** Sends that many requests concurrently, spread over all connections. */
const together = (
  count: number,
  ask: (session: ClientHttp2Session | undefined, index: number) => Promise<Answer>,
) =>
  Promise.all(
    Array.from({ length: count }, (_, index) => ask(sessions[index % sessions.length], index)),
  );

function tally<T>(values: readonly T[]): Map<T, number> {
  const counts = new Map<T, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

async function rules(phase: string, ...list: Record<string, unknown>[]): Promise<void> {
  await cloudflare.client.rulesets.phases.update(phase as "http_ratelimit", {
    zone_id: zoneId,
    rules: list as never,
  });
}

test("of 1,000 concurrent requests over a limit of 100, exactly 100 are admitted, per counted value", async () => {
  const ratelimit = { period: 60, requests_per_period: 100, mitigation_timeout: 60 };
  const byKey = { ...ratelimit, characteristics: ["cf.colo.id", 'http.request.headers["x-key"]'] };
  await rules("http_ratelimit", {
    action: "block",
    expression: 'http.request.uri.path eq "/limited"',
    ratelimit: byKey,
  });
  const answers = await together(2_000, (session, index) =>
    get(session, "/limited", { "x-key": String(index % 2) }),
  );
  const statuses = (key: number) =>
    [...tally(answers.filter((_, index) => index % 2 === key).map(({ status }) => status))].sort();
  expect(statuses(0)).toEqual([
    [200, 100],
    [429, 900],
  ]);
  expect(statuses(1)).toEqual(statuses(0));
});

test("of 10,000 concurrent requests for an uncached URL, one reaches the Worker", async () => {
  const keep = { cache: true, edge_ttl: { mode: "respect_origin" } };
  await rules("http_request_cache_settings", {
    action: "set_cache_settings",
    expression: 'http.request.uri.path eq "/held"',
    action_parameters: keep,
  });
  const answers = together(sessions.length * streamsEach, (session) => get(session, "/held"));
  // A ping is answered after everything sent before it was read: by then all 10,000 requests are at
  // the edge, and none is answered.
  await Promise.all(sessions.map((session) => new Promise((resolve) => session.ping(resolve))));
  expect(await (await fetch(`${cloudflare.app}/release`)).text()).toBe("1");
  const received = await answers;
  expect(tally(received.map(({ status, body }) => `${status} ${body}`))).toEqual(
    new Map([["200 call 1", 10_000]]),
  );
  const bySource = tally(received.map(({ headers }) => headers["cf-cache-status"]));
  expect(bySource).toEqual(
    new Map([
      ["MISS", 1],
      ["HIT", 9_999],
    ]),
  );
});

test("10,000 requests are split 10 to 90 within chance; a key stays with its version; the override reaches the named one", async () => {
  const versions = [
    await cloudflare.deploy({ source: worker("first"), bindings }),
    await cloudflare.deploy({ source: worker("second"), bindings }),
  ];
  const [first = "", second = ""] = versions.map(({ versionId }) => versionId);
  const shares = [
    { version_id: first, percentage: 10 },
    { version_id: second, percentage: 90 },
  ];
  await cloudflare.client.workers.scripts.deployments.create("app", {
    account_id: accountId,
    strategy: "percentage",
    versions: shares,
  });
  const ask =
    (headers: Record<string, string> = {}) =>
    (session: ClientHttp2Session | undefined) =>
      get(session, "/", headers);
  const answers = await together(10_000, ask());
  const firstCount = answers.filter(({ body }) => body === `first:${first}`).length;
  // 1,000 are expected. Five standard deviations, of sqrt(10,000 × 0.1 × 0.9) = 30 each, fail by
  // chance once in a million runs.
  expect(Math.abs(firstCount - 1_000)).toBeLessThanOrEqual(150);
  expect(
    answers.every(({ body }) => body === `first:${first}` || body === `second:${second}`),
  ).toBe(true);
  await versionsOfKeys(first, second);
  const overridden = await together(
    100,
    ask({ "cloudflare-workers-version-overrides": `app="${first}"` }),
  );
  expect(tally(overridden.map(({ body }) => body))).toEqual(new Map([[`first:${first}`, 100]]));
});

/**
 * 500 keys, four requests each: a key always gets the same version, and both versions get some
 * keys.
 */
async function versionsOfKeys(first: string, second: string): Promise<void> {
  const keyed = await together(2_000, (session, index) =>
    get(session, "/", { "cloudflare-workers-version-key": `user-${index % 500}` }),
  );
  const perKey = Array.from(
    { length: 500 },
    (_, key) =>
      new Set(keyed.filter((_answer, index) => index % 500 === key).map(({ body }) => body)),
  );
  expect(perKey.every((bodies) => bodies.size === 1)).toBe(true);
  const chosen = tally(perKey.map(([body]) => body));
  // 50 of 500 are expected on the first, with a standard deviation of 6.7.
  expect(Math.abs((chosen.get(`first:${first}`) ?? 0) - 50)).toBeLessThanOrEqual(34);
  expect((chosen.get(`first:${first}`) ?? 0) + (chosen.get(`second:${second}`) ?? 0)).toBe(500);
}

test("a client that resets its streams leaves nothing running", async () => {
  const [session] = sessions;
  const streams = Array.from({ length: streamsEach }, () => session?.request({ ":path": "/" }));
  for (const stream of streams) stream?.close(8);
  await vi.waitFor(async () => expect((await get(session, "/")).status).toBe(200));
});
