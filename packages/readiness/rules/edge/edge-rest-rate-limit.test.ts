import { expect, test } from "vitest";
import { type PlannedObject, unknown } from "../../plan/value.ts";
import { findings, planned } from "../../testing/planned.ts";
import { edgeRestRateLimit as rule } from "./edge-rest-rate-limit.ts";

const path = "lower(http.request.uri.path)";
const all = `starts_with(${path}, "/rest/") or starts_with(${path}, "/rpc/") or ${path} eq "/rest"`;
const ratelimit = { characteristics: ["ip.src", "cf.colo.id"], period: 60, requestsPerPeriod: 100 };
const good: PlannedObject = {
  ref: "rest",
  action: "block",
  expression: all,
  enabled: true,
  ratelimit,
};
const limits = (...rules: PlannedObject[]) =>
  planned("ruleset", { phase: "http_ratelimit", rules });
const limitedBy = (change: PlannedObject) =>
  limits({ ...good, ratelimit: { ...ratelimit, ...change } });

test("a limit on all of the API is what it should be", () => {
  expect(findings(rule, limits(good))).toEqual([]);
  expect(findings(rule, limitedBy({ requestsPerPeriod: 16, period: 10 }))).toEqual([]);
});

test("two rules may share the paths", () => {
  const rest = { ...good, expression: `starts_with(${path}, "/rest/") or ${path} eq "/rest"` };
  const rpc = { ...good, expression: `starts_with(${path}, "/rpc/")` };
  expect(findings(rule, limits(rest, rpc))).toEqual([]);
  expect(findings(rule, limits(rest))).toEqual([
    "violation ruleset: GET /rpc/log_usage_event is not limited to 100 requests a minute for each address.",
  ]);
});

test.each<[string, PlannedObject, string]>([
  ["too many requests", { ratelimit: { ...ratelimit, requestsPerPeriod: 101 } }, "GET /rest/feed"],
  ["too short a period", { ratelimit: { ...ratelimit, period: 10 } }, "GET /rest/feed"],
  ["a rule that only logs", { action: "log" }, "GET /rest/feed"],
  [
    "a count by a header that the client chooses",
    { ratelimit: { ...ratelimit, characteristics: ["ip.src", 'http.request.headers["x-key"]'] } },
    "GET /rest/feed",
  ],
  [
    "a count for all addresses together",
    { ratelimit: { ...ratelimit, characteristics: ["cf.colo.id"] } },
    "GET /rest/feed",
  ],
  [
    "an expression that knows one case of letters",
    { expression: all.replaceAll("lower(http.request.uri.path)", "http.request.uri.path") },
    "GET /REST/FEED",
  ],
  [
    "an expression on the path as it was sent",
    { expression: all.replaceAll("http.request.uri.path", "raw.http.request.uri.path") },
    "GET /%72est/feed",
  ],
  [
    "an exception for a method",
    { expression: `(${all}) and http.request.method ne "DELETE"` },
    "DELETE /rest/feed",
  ],
  [
    "an exception for whoever sends a token",
    { expression: `(${all}) and not any(http.request.headers.names[*] eq "authorization")` },
    "GET /rest/feed with authorization",
  ],
  [
    "a count of fewer requests than match",
    { ratelimit: { ...ratelimit, countingExpression: 'http.request.method eq "POST"' } },
    "GET /rest/feed",
  ],
])("%s leaves a request without its limit", (_, change, request) => {
  expect(findings(rule, limits({ ...good, ...change }))).toEqual([
    `violation ruleset: ${request} is not limited to 100 requests a minute for each address.`,
  ]);
});

test("an expression that cannot be evaluated proves nothing", () => {
  expect(findings(rule, limits({ ...good, expression: "cf.nothing eq 1" }))).toEqual([
    expect.stringContaining("violation ruleset: Rule rest cannot be evaluated."),
  ]);
});

test("a route without any rate limits is a violation", () => {
  expect(findings(rule, planned("route", { pattern: "example.com/*" }))).toEqual([
    "violation route: The zone has no rate limit that is on.",
  ]);
  expect(findings(rule, limits({ ...good, enabled: false }))).toEqual([
    "violation ruleset: The zone has no rate limit that is on.",
  ]);
});

test("rules that are not known yet are said to be", () => {
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
