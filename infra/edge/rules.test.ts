import { compile, type RuleRequest, sampleRequest } from "@seaworthy/rules-language/index";
import { expect, test } from "vitest";
import { cacheRules } from "./cache-rules.ts";
import { rateLimitRules } from "./rate-limits.ts";
import { responseHeaderRules } from "./response-headers.ts";
import { wafRules } from "./waf.ts";

type Sample = Parameters<typeof sampleRequest>[0];
type EdgeRule = ReturnType<typeof wafRules>[number];

/** `ref` of each rule that matches, in order. */
function matching(rules: readonly EdgeRule[], sample: Sample): unknown[] {
  const request: RuleRequest = sampleRequest(sample);
  return rules
    .filter(({ expression }) => compile(String(expression))(request))
    .map(({ ref }) => ref);
}

const limits = rateLimitRules({ restPerMinute: 100, authPerMinute: 20 }, []);
const cached = cacheRules([
  { module: "notes", edge: { cache: [{ name: "list", path: "/rest/notes", seconds: 30 }] } },
]);

test.each<[string, string[]]>([
  ["/rest/feed", ["rest"]],
  ["/REST/feed", ["rest"]],
  ["/rest", ["rest"]],
  ["/rpc/log_usage_event", ["rest"]],
  ["/auth/token", ["auth"]],
  ["/auth", ["auth"]],
  ["/restful", []],
  ["/authors", []],
  ["/health/ready", []],
  ["/", []],
])("%s counts towards %j", (path, refs) => {
  expect(matching(limits, { path })).toEqual(refs);
});

test("anonymous responses that a module caches are cached, and none that may be personal", () => {
  const rules = cached;
  const path = "/rest/notes";
  expect(matching(rules, { path })).toEqual(["notes-list"]);
  expect(matching(rules, { path, query: "limit=5" })).toEqual(["notes-list"]);
  expect(matching(rules, { path, headers: { authorization: "Bearer x" } })).toEqual([]);
  expect(matching(rules, { path, headers: { cookie: "session=x" } })).toEqual([]);
  expect(matching(rules, { path, method: "POST" })).toEqual([]);
  expect(matching(rules, { path: "/rest/notes/live" })).toEqual([]);
});

test.each<[string, Sample]>([
  ["sql-injection", { path: "/rest/feed", query: "id=1%20UNION%20SELECT%20password" }],
  ["sql-injection", { path: "/rest/feed", query: "id=1+union+select+2" }],
  ["sql-injection", { path: "/rest/feed", query: "name=%27%20OR%20%271%27=%271" }],
  ["sql-injection", { path: "/rest/feed", query: "id=pg_sleep(10)" }],
  ["path-traversal", { path: "/etc/passwd", rawPath: "/static/../../etc/passwd" }],
  ["path-traversal", { path: "/x", rawPath: "/%2e%2e/%2e%2e/x" }],
  ["path-traversal", { path: "/x", rawPath: "/%252e%252e/x" }],
  ["path-traversal", { path: "/rest/feed", query: "file=..%2f..%2fetc%2fpasswd" }],
  ["scanner-paths", { path: "/.env" }],
  ["scanner-paths", { path: "/.GIT/config" }],
  ["scanner-paths", { path: "/wp-login.php" }],
  ["scanner-agents", { path: "/", headers: { "user-agent": "sqlmap/1.8" } }],
  ["scanner-agents", { path: "/", headers: { "user-agent": "Mozilla/5.0 (Nikto/2.5)" } }],
])("%s refuses %j", (ref, sample) => {
  expect(matching(wafRules(), sample)).toContain(ref);
});

test.each<Sample>([
  { path: "/rest/feed", query: "limit=20&before=2026-11-21T11%3A10%3A56Z" },
  { path: "/rest/posts", method: "POST", headers: { "user-agent": "Mozilla/5.0" } },
  { path: "/rest/feed", query: "q=student+union+selection" },
  { path: "/environment" },
  { path: "/.well-known/security.txt" },
])("%j passes", (sample) => {
  expect(matching(wafRules(), sample)).toEqual([]);
});

test("every response gets the security headers and its own id", () => {
  expect(matching(responseHeaderRules(), { path: "/anything" })).toEqual([
    "security-headers",
    "request-id",
  ]);
});

test("every rule has a ref of its own, so that a change of one does not replace the set", () => {
  const refs = [...limits, ...cached, ...wafRules(), ...responseHeaderRules()].map(
    ({ ref }) => ref,
  );
  expect(new Set(refs).size).toBe(refs.length);
});
