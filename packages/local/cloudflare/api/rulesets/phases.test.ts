import { request as httpRequest } from "node:http";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { zoneId } from "../ids.ts";
import { type CloudflareTest, startCloudflareTest } from "../testing.ts";
import { setRules } from "./testing.ts";

let cloudflare: CloudflareTest;

/** Echoes the request. */
const worker = `export default { fetch(request) {
  return Response.json({ url: request.url, method: request.method, headers: Object.fromEntries(request.headers) }, { headers: { "x-worker": "1" } });
} };`;

beforeAll(async () => {
  cloudflare = await startCloudflareTest();
  await cloudflare.deploy({ source: worker });
});
afterAll(() => cloudflare.close());
beforeEach(async () => {
  for await (const { id } of cloudflare.client.rulesets.list({ zone_id: zoneId }))
    await cloudflare.client.rulesets.delete(id, { zone_id: zoneId });
});

const rules = (phase: string, ...list: Record<string, unknown>[]) =>
  setRules(cloudflare, phase, list);

const get = (path: string, init: RequestInit = {}) =>
  fetch(`${cloudflare.app}${path}`, { redirect: "manual", ...init });
const seen = async (path: string, init: RequestInit = {}) =>
  (await (await get(path, init)).json()) as { url: string; headers: Record<string, string> };

describe("http_request_dynamic_redirect", () => {
  const redirect = (expression: string, from_value: Record<string, unknown>) => ({
    action: "redirect",
    expression,
    action_parameters: { from_value },
  });

  test("the first matching rule redirects, with its status, a computed target and the query", async () => {
    await rules(
      "http_request_dynamic_redirect",
      redirect('starts_with(http.request.uri.path, "/old/")', {
        status_code: 308,
        target_url: {
          expression: 'concat("https://example.com/new", substring(http.request.uri.path, 4))',
        },
        preserve_query_string: true,
      }),
      redirect("true", { target_url: { value: "/elsewhere#part" }, preserve_query_string: true }),
    );
    const first = await get("/old/page?a=1");
    expect([first.status, first.headers.get("location")]).toEqual([
      308,
      "https://example.com/new/page?a=1",
    ]);
    const second = await get("/x?b=2");
    expect([second.status, second.headers.get("location")]).toEqual([301, "/elsewhere?b=2#part"]);
    expect(second.headers.get("x-worker")).toBeNull();
  });

  test("user input cannot break out of the Location header", async () => {
    await rules(
      "http_request_dynamic_redirect",
      redirect("true", {
        target_url: { expression: 'concat("/", url_decode(http.request.uri.query))' },
      }),
    );
    const answer = await get("/x?a%0d%0aSet-Cookie:%20b=c");
    expect([answer.headers.get("location"), answer.headers.get("set-cookie")]).toEqual([
      "/aSet-Cookie: b=c",
      null,
    ]);
  });
});

describe("http_request_transform", () => {
  const rewrite = (expression: string, uri: Record<string, unknown>) => ({
    action: "rewrite",
    expression,
    action_parameters: { uri },
  });

  test("path and query reach the Worker and the later phases; raw fields keep what was sent", async () => {
    await rules(
      "http_request_transform",
      rewrite('starts_with(http.request.uri.path, "/v1/")', {
        path: { expression: 'regex_replace(http.request.uri.path, "^/v1/", "/api/")' },
        query: { value: "from=v1" },
      }),
    );
    await rules("http_request_firewall_custom", {
      action: "block",
      expression:
        'http.request.uri.path eq "/api/secret" and raw.http.request.uri.path eq "/v1/secret"',
    });
    expect((await seen("/v1/users?x=1")).url).toBe(`${cloudflare.app}/api/users?from=v1`);
    expect((await get("/v1/secret")).status).toBe(403);
    expect((await get("/api/secret")).status).toBe(200);
  });

  test("every rule sees the original URL, the later one wins, and a computed path stays a path", async () => {
    await rules(
      "http_request_transform",
      rewrite("true", { path: { value: "/first" }, query: { value: "" } }),
      rewrite('http.request.uri.path eq "/x"', {
        path: { expression: 'concat(http.request.uri.path, "?a#b")' },
      }),
    );
    expect((await seen("/x?q=1")).url).toBe(`${cloudflare.app}/x%3Fa%23b`);
    expect((await seen("/y?q=1")).url).toBe(`${cloudflare.app}/first`);
  });
});

test("http_request_late_transform: request headers are set and removed, Cloudflare's own cannot be", async () => {
  await rules("http_request_late_transform", {
    action: "rewrite",
    expression: 'http.request.uri.path eq "/h"',
    action_parameters: {
      headers: {
        "X-Path": { operation: "set", expression: "http.request.uri.path" },
        "X-Fixed": { operation: "set", value: "yes" },
        "User-Agent": { operation: "remove" },
      },
    },
  });
  const { headers } = await seen("/h", { headers: { "x-fixed": "client", "user-agent": "curl" } });
  expect(headers).toMatchObject({ "x-path": "/h", "x-fixed": "yes" });
  expect(headers["user-agent"]).toBeUndefined();
  expect((await seen("/other", { headers: { "x-fixed": "client" } })).headers["x-fixed"]).toBe(
    "client",
  );
  for (const name of ["CF-Connecting-IP", "Host", "X-Forwarded-For"]) {
    const wrong = rules("http_request_late_transform", {
      action: "rewrite",
      expression: "true",
      action_parameters: { headers: { [name]: { operation: "remove" } } },
    });
    await expect(wrong).rejects.toMatchObject({
      status: 400,
      message: expect.stringContaining("cannot be changed"),
    });
  }
});

test("http_request_origin: the Host header is replaced; an origin server is refused by name", async () => {
  await rules("http_request_origin", {
    action: "route",
    expression: "true",
    action_parameters: { host_header: "backend.example" },
  });
  const { url, headers } = await seen("/o");
  expect([url, headers.host]).toEqual([`${cloudflare.app}/o`, "backend.example"]);
  for (const parameters of [{ origin: { port: 8000 } }, { sni: { value: "x.example" } }]) {
    const refused = rules("http_request_origin", {
      action: "route",
      expression: "true",
      action_parameters: parameters,
    });
    await expect(refused).rejects.toMatchObject({
      status: 501,
      message: expect.stringContaining(Object.keys(parameters)[0] ?? ""),
    });
  }
});

describe("http_request_firewall_custom", () => {
  test.each(["challenge", "js_challenge", "managed_challenge"])(
    "%s is what a client gets that cannot solve it",
    async (action) => {
      await rules("http_request_firewall_custom", { action, expression: "true" });
      const answer = await get("/x");
      expect([
        answer.status,
        answer.headers.get("cf-mitigated"),
        answer.headers.get("x-worker"),
      ]).toEqual([403, "challenge", null]);
      expect(await answer.text()).toContain("Just a moment...");
    },
  );

  test("skip skips the remaining rules, rate limits, or the security level", async () => {
    const limit = {
      characteristics: ["cf.colo.id"],
      period: 60,
      requests_per_period: 1,
      mitigation_timeout: 60,
    };
    await rules("http_ratelimit", {
      action: "managed_challenge",
      expression: "true",
      ratelimit: limit,
    });
    const skip = (path: string, action_parameters: Record<string, unknown>) => ({
      action: "skip",
      expression: `http.request.uri.path eq "${path}"`,
      action_parameters,
    });
    await rules(
      "http_request_firewall_custom",
      skip("/limits", { phases: ["http_ratelimit", "http_request_firewall_managed"] }),
      skip("/level", { products: ["securityLevel", "bic"], phases: ["http_ratelimit"] }),
      skip("/rest", { phase: "current" }),
      { action: "block", expression: "true" },
    );
    expect([(await get("/limits")).status, (await get("/rest")).status]).toEqual([403, 200]);
    const challenged = await get("/rest");
    expect([challenged.status, challenged.headers.get("cf-mitigated")]).toEqual([403, "challenge"]);
    await rules(
      "http_request_firewall_custom",
      skip("/level", { products: ["securityLevel"], phases: ["http_ratelimit"] }),
    );
    await rules("http_config_settings", {
      action: "set_config",
      expression: "true",
      action_parameters: { security_level: "under_attack" },
    });
    expect((await get("/level")).status).toBe(200);
    expect((await get("/limits")).headers.get("cf-mitigated")).toBe("challenge");
  });

  test.each<[string, Record<string, unknown>]>([
    ["a phase that cannot be skipped", { phases: ["http_request_cache_settings"] }],
    ["a product that there is not", { products: ["everything"] }],
    ["nothing", {}],
  ])("skip of %s is refused", async (_name, action_parameters) => {
    await expect(
      rules("http_request_firewall_custom", {
        action: "skip",
        expression: "true",
        action_parameters,
      }),
    ).rejects.toMatchObject({
      status: 400,
    });
  });
});

test("http_request_firewall_managed: execute with overrides is stored; an unknown ruleset is refused", async () => {
  const parameters = {
    id: "efb7b8c949ac4650a09736fc376e9aee",
    overrides: {
      action: "log",
      categories: [{ category: "wordpress", enabled: false }],
      rules: [{ id: "5de7edfa648c4d6891dc3e7f84534ffa", action: "block" }],
    },
  };
  await rules("http_request_firewall_managed", {
    action: "execute",
    expression: "true",
    action_parameters: parameters,
  });
  const kept = await cloudflare.client.rulesets.phases.get("http_request_firewall_managed", {
    zone_id: zoneId,
  });
  expect(kept.rules?.[0]).toMatchObject({ action: "execute", action_parameters: parameters });
  expect((await get("/x")).status).toBe(200);
  const unknown = rules("http_request_firewall_managed", {
    action: "execute",
    expression: "true",
    action_parameters: { id: "nothing" },
  });
  await expect(unknown).rejects.toMatchObject({
    status: 400,
    message: expect.stringContaining("is not a managed ruleset"),
  });
});

describe("plans", () => {
  const subscribe = (id: string) =>
    cloudflare.client.put(`/zones/${zoneId}/subscription`, { body: { rate_plan: { id } } });
  const limit = {
    characteristics: ["cf.colo.id", "ip.src"],
    period: 10,
    requests_per_period: 5,
    mitigation_timeout: 10,
  };
  const rule = (ratelimit: Record<string, unknown>) => ({
    action: "block",
    expression: 'http.request.uri.path eq "/a"',
    ratelimit,
  });

  test.each<[string, () => Promise<void>, RegExp | undefined]>([
    ["free", () => rules("http_ratelimit", rule(limit)), undefined],
    [
      "free",
      () => rules("http_ratelimit", rule({ ...limit, period: 60 })),
      /period because the allowed values are 10"/,
    ],
    [
      "free",
      () => rules("http_ratelimit", rule(limit), rule(limit)),
      /maximum number of rules in the phase http_ratelimit: 2 out of 1/,
    ],
    [
      "pro",
      () => rules("http_ratelimit", rule({ ...limit, mitigation_timeout: 86_400 })),
      /mitigation_timeout/,
    ],
    [
      "pro",
      () =>
        rules("http_ratelimit", rule({ ...limit, characteristics: ["cf.colo.id", "http.host"] })),
      /not entitled/,
    ],
    [
      "pro",
      () =>
        rules(
          "http_ratelimit",
          rule({ ...limit, counting_expression: "http.response.code eq 401" }),
        ),
      /not entitled/,
    ],
    [
      "pro",
      () => rules("http_request_firewall_custom", { action: "log", expression: "true" }),
      /not entitled/,
    ],
    [
      "pro",
      () =>
        rules("http_request_firewall_custom", {
          action: "block",
          expression: 'http.host matches "x"',
        }),
      /matches/,
    ],
    [
      "business",
      () =>
        rules(
          "http_ratelimit",
          rule({ ...limit, period: 600, counting_expression: "http.response.code eq 401" }),
        ),
      undefined,
    ],
    [
      "enterprise",
      () =>
        rules("http_request_firewall_custom", {
          action: "log",
          expression: 'http.host matches "x"',
        }),
      undefined,
    ],
  ])("on %s, case %#", async (plan, put, refusal) => {
    await subscribe(plan);
    if (refusal)
      await expect(put()).rejects.toMatchObject({
        status: 400,
        message: expect.stringMatching(refusal),
      });
    else await put();
    await subscribe("enterprise");
  });

  test("an unknown plan is refused", async () => {
    await expect(subscribe("golden")).rejects.toMatchObject({ status: 400 });
  });
});

test("response header rules see the response, and apply to the edge's own responses too", async () => {
  await rules("http_response_headers_transform", {
    action: "rewrite",
    expression: 'http.response.headers["x-worker"][0] eq "1"',
    action_parameters: {
      headers: { "X-Status": { operation: "set", expression: "to_string(http.response.code)" } },
    },
  });
  expect((await get("/x")).headers.get("x-status")).toBe("200");
});

test("the phases run in Cloudflare's order, whatever the order of their declaration", async () => {
  const path = (from: string) => `http.request.uri.path eq "${from}"`;
  await rules("http_request_late_transform", {
    action: "rewrite",
    expression: path("/b"),
    action_parameters: {
      headers: { "X-Late": { operation: "set", expression: "http.request.uri.path" } },
    },
  });
  await rules("http_request_transform", {
    action: "rewrite",
    expression: path("/a"),
    action_parameters: { uri: { path: { value: "/b" } } },
  });
  await rules("http_request_dynamic_redirect", {
    action: "redirect",
    expression: path("/b"),
    action_parameters: { from_value: { target_url: { value: "/never" } } },
  });
  const { url, headers } = await seen("/a");
  expect([new URL(url).pathname, headers["x-late"]]).toEqual(["/b", "/b"]);
  expect((await get("/b")).status).toBe(301);
});

test("a Cookie header is one header, whoever split it", async () => {
  const { port } = new URL(cloudflare.app);
  const text = await new Promise<string>((resolve, reject) => {
    const options = {
      port,
      host: "127.0.0.1",
      path: "/c",
      headers: { host: "localhost", cookie: ["a=1", "b=2"] },
    };
    httpRequest(options, (answer) => {
      answer.setEncoding("utf8").on("data", resolve);
    })
      .once("error", reject)
      .end();
  });
  expect((JSON.parse(text) as { headers: Record<string, string> }).headers.cookie).toBe("a=1; b=2");
});
