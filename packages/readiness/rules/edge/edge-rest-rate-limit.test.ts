import { expect, test } from "vitest";
import type { PlannedResource } from "../../plan/resource.ts";
import { type PlannedObject, unknown } from "../../plan/value.ts";
import { findingsWith, planned } from "../../testing/planned.ts";
import { edgeRestRateLimit as rule } from "./edge-rest-rate-limit.ts";

const app = {
  routes: [],
  settings: { [rule.id]: { paths: ["/rest", "/rpc"] } },
};
const door = planned("route", { zoneId: "zone", pattern: "example.com/*" });
const findings = (_: typeof rule, ...resources: readonly PlannedResource[]) =>
  findingsWith({ app }, rule, ...resources, door);

const path = "lower(http.request.uri.path)";
const all = `starts_with(${path}, "/rest/") or starts_with(${path}, "/rpc/") or ${path} in {"/rest" "/rpc"}`;
const ratelimit = { characteristics: ["ip.src", "cf.colo.id"], period: 60, requestsPerPeriod: 100 };
const good: PlannedObject = {
  ref: "rest",
  action: "block",
  expression: all,
  enabled: true,
  ratelimit,
};
const limits = (...rules: PlannedObject[]) =>
  planned("ruleset", { zoneId: "zone", phase: "http_ratelimit", rules });
const limitedBy = (change: PlannedObject) =>
  limits({ ...good, ratelimit: { ...ratelimit, ...change } });

test("a limit on the whole API passes", () => {
  expect(findings(rule, limits(good))).toEqual([]);
  expect(findings(rule, limitedBy({ requestsPerPeriod: 16, period: 10 }))).toEqual([]);
});

test("two rules may share the paths", () => {
  const rest = { ...good, expression: `starts_with(${path}, "/rest/") or ${path} eq "/rest"` };
  const rpc = { ...good, expression: `starts_with(${path}, "/rpc/") or ${path} eq "/rpc"` };
  expect(findings(rule, limits(rest, rpc))).toEqual([]);
  expect(findings(rule, limits(rest))).toEqual([
    "violation ruleset: GET /rpc is not limited to 100 requests a minute per address.",
  ]);
});

test.each<[string, PlannedObject, string]>([
  ["too many requests", { ratelimit: { ...ratelimit, requestsPerPeriod: 101 } }, "GET /rest"],
  ["too short a period", { ratelimit: { ...ratelimit, period: 10 } }, "GET /rest"],
  ["a rule that only logs", { action: "log" }, "GET /rest"],
  [
    "a count by a header that the client chooses",
    { ratelimit: { ...ratelimit, characteristics: ["ip.src", 'http.request.headers["x-key"]'] } },
    "GET /rest",
  ],
  [
    "a count for all addresses together",
    { ratelimit: { ...ratelimit, characteristics: ["cf.colo.id"] } },
    "GET /rest",
  ],
  [
    "an expression that knows one case of letters",
    { expression: all.replaceAll("lower(http.request.uri.path)", "http.request.uri.path") },
    "GET /REST",
  ],
  [
    "an expression on the path as it was sent",
    { expression: all.replaceAll("http.request.uri.path", "raw.http.request.uri.path") },
    "GET /%72est",
  ],
  [
    "an exception for a method",
    { expression: `(${all}) and http.request.method ne "DELETE"` },
    "DELETE /rest",
  ],
  [
    "an exception for anyone who sends a token",
    { expression: `(${all}) and not any(http.request.headers.names[*] eq "authorization")` },
    "GET /rest with authorization",
  ],
  [
    "a count of fewer requests than match",
    { ratelimit: { ...ratelimit, countingExpression: 'http.request.method eq "POST"' } },
    "GET /rest",
  ],
])("%s leaves a request without its limit", (_, change, request) => {
  expect(findings(rule, limits({ ...good, ...change }))).toEqual([
    `violation ruleset: ${request} is not limited to 100 requests a minute per address.`,
  ]);
});

test("an expression that cannot be evaluated proves nothing; another rule reports its mistake", () => {
  expect(findings(rule, limits({ ...good, expression: "cf.nothing eq 1" }))).toEqual([
    expect.stringContaining("unknown ruleset: Rule rest cannot be evaluated"),
  ]);
});

const exempt = (condition: string) => limits({ ...good, expression: `(${all}) and ${condition}` });

test.each([
  'ip.src.country ne "DE"',
  'not ip.src.country in {"DE" "FR"}',
  'ip.geoip.country ne "DE"',
  'ip.src.continent ne "EU"',
  "ip.src.asnum ne 64500",
  "not ip.src in {203.0.113.0/24}",
  'not http.cookie contains "staff=1"',
  'not any(http.request.cookies["staff"][*] eq "1")',
  'not http.user_agent contains "Internal"',
  'not http.user_agent matches "^Probe/[0-9]+$"',
  'http.referer ne "https://example.com/"',
  'not any(http.request.headers["x-bypass"][*] eq "yes")',
  'not any(http.request.headers.values[*] contains "let-me-in")',
  'not http.request.uri.query contains "nolimit=1"',
  'not any(http.request.uri.args["nolimit"][*] eq "1")',
  'not http.request.uri contains "?free"',
  'not starts_with(http.request.uri.path, "/rest/public/")',
  'not ends_with(http.request.uri.path, ".json")',
  'not http.request.uri.path matches "/v[0-9]+/"',
  'not http.request.uri.path wildcard "*/free/*"',
  'http.request.version ne "HTTP/3"',
  "cf.bot_management.score lt 30",
  "not cf.client.bot",
  'http.request.method in {"POST" "GET"}',
  "len(http.user_agent) lt 300",
  'http.request.uri.path.extension eq ""',
  "not http.request.headers.truncated",
  "len(http.request.headers.names) lt 20",
  'concat(http.host, http.request.uri.path) ne "example.com/rest/feed"',
  'http.request.full_uri ne "https://example.com/rest/feed?a=b"',
  'http.request.body.mime ne "text/plain"',
  '(ip.src.country ne "DE" or http.user_agent ne "x-agent" or len(http.cookie) eq 0)',
  'not (ip.src.country eq "DE" and http.cookie contains "a=b" and http.request.version eq "HTTP/2")',
])("a limit that exempts what %s says fails", (condition) => {
  expect(findings(rule, exempt(condition))).toEqual([
    expect.stringMatching(/^violation ruleset: .+ is not limited to 100 requests a minute/),
  ]);
});

test.each([
  'http.host eq "example.com"',
  'http.host in {"example.com" "www.example.com"}',
  'not starts_with(http.request.uri.path, "/assets/")',
  'not http.request.method eq "OPTIONS"',
  '(ip.src.country eq "DE" or ip.src.country ne "DE")',
  "not ip.src in $somewhere",
  "ip.src.asnum ge 0",
  'http.request.method ne ""',
])("%s exempts nothing of the API", (condition) => {
  expect(findings(rule, exempt(condition))).toEqual([]);
});

test("a host that is not the stack's own does not narrow the limit", () => {
  expect(findings(rule, exempt('http.host eq "exmaple.com"'))).toHaveLength(1);
});

test("two exceptions that two rules cover are one limit; a gap between them is not", () => {
  const german = { ...good, expression: `(${all}) and ip.src.country eq "DE"` };
  const others = { ...good, expression: `(${all}) and ip.src.country ne "DE"` };
  const some = { ...others, expression: `${others.expression} and http.user_agent ne "x"` };
  expect(findings(rule, limits(german, others))).toEqual([]);
  expect(findings(rule, limits(german, some))).toHaveLength(1);
});

test("the burst that a period allows counts, not its average", () => {
  expect(findings(rule, limitedBy({ period: 3600, requestsPerPeriod: 6000 }))).toHaveLength(1);
  expect(findings(rule, limitedBy({ period: 3600, requestsPerPeriod: 100 }))).toEqual([]);
});

test("an additional limit may count by the response; on its own that is not enough", () => {
  const failures = {
    ...good,
    ref: "failures",
    ratelimit: { ...ratelimit, countingExpression: "http.response.code eq 401" },
  };
  expect(findings(rule, limits(good, failures))).toEqual([]);
  expect(findings(rule, limits(failures))).toHaveLength(1);
});

test("each serving zone has its own limits", () => {
  const other = planned("route", { zoneId: "other", pattern: "other.com/*" }, "other");
  expect(findings(rule, limits(good), other)).toEqual([
    "violation other: The zone has no enabled rate limit.",
  ]);
  const domain = planned("customDomain", { zoneId: "other", hostname: "other.com" }, "domain");
  expect(findings(rule, limits(good), domain)).toEqual([
    "violation domain: The zone has no enabled rate limit.",
  ]);
});

test("the app's own routes are limited, whatever their paths", () => {
  const routes = [
    { method: "POST", path: "/api/orders", audience: "users", credentials: [], takesInput: true },
    { method: "GET", path: "/", audience: "users", credentials: [], takesInput: false },
  ] as const;
  const judged = (expression: string) =>
    findingsWith({ app: { routes } }, rule, limits({ ...good, expression }), door);
  expect(judged(`starts_with(${path}, "/api/")`)).toEqual([]);
  expect(judged(`starts_with(${path}, "/rest/")`)).toEqual([
    expect.stringContaining("POST /api/orders is not limited"),
  ]);
  expect(rule.applies?.({ environment: "prod", today: "2026-11-21" })).toBe(false);
});

test("a route without any rate limits is a violation", () => {
  for (const declared of [[], [limits({ ...good, enabled: false })]])
    expect(findings(rule, ...declared)).toEqual([
      "violation route: The zone has no enabled rate limit.",
    ]);
});

test("rules that are not known yet are reported as unknown", () => {
  expect(findings(rule, planned("ruleset", { phase: "http_ratelimit", rules: unknown }))).toEqual([
    expect.stringMatching(/^unknown ruleset: rules of/),
  ]);
  expect(findings(rule, limits({ ...good, expression: unknown }))).toEqual([
    expect.stringMatching(/^unknown ruleset: Rule rest of/),
  ]);
  expect(findings(rule, limitedBy({ requestsPerPeriod: unknown }))).toEqual([
    expect.stringMatching(/^unknown ruleset: Rule rest of/),
  ]);
});
