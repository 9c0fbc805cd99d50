import { expect, test } from "vitest";
import type { PlannedObject } from "../../plan/value.ts";
import { findings, planned } from "../../testing/planned.ts";
import { edgeBlocksSqlInjection as rule } from "./edge-blocks-sql-injection.ts";

const door = planned("route", { zoneId: "zone", pattern: "example.com/*" });
const query = "lower(url_decode(http.request.uri.query))";
const parts = [
  "union select ",
  "union select",
  "union all select ",
  "' or '1'='1",
  "' or 1=1",
  "; drop table",
  "pg_sleep(",
  "information_schema.",
];
const all = `(${parts.map((part) => `${query} contains "${part}"`).join(" or ")})`;
const waf = (rules: readonly PlannedObject[], more: PlannedObject = {}) =>
  planned("ruleset", { zoneId: "zone", phase: "http_request_firewall_custom", rules, ...more });
const block = (expression: string): PlannedObject => ({
  ref: "sql",
  action: "block",
  expression,
});

test.each([all, `${all} or http.user_agent contains "sqlmap"`])(
  "%s stops all samples",
  (expression) => {
    expect(findings(rule, door, waf([block(expression)]))).toEqual([]);
  },
);

test.each([
  'http.request.uri.path eq "/rest/feed"',
  'http.request.method eq "GET"',
  'not any(lower(http.request.headers.names[*])[*] eq "authorization")',
  'ip.src.country ne "DE"',
  'not http.cookie contains "staff"',
  'http.request.version ne "HTTP/2"',
  "not cf.client.bot",
  'not http.user_agent contains "Monitor"',
])("a rule that stops it only where %s lets it through elsewhere", (condition) => {
  expect(findings(rule, door, waf([block(`${all} and ${condition}`)]))).toEqual([
    expect.stringMatching(/^violation ruleset: .+ reaches the Worker\.$/),
  ]);
});

test.each([
  block(`${all} and ip.src.country ne "DE"`),
  block(`${all} and http.request.method eq "POST"`),
  { ...block(all), action: "log" },
])("the finding names the rule to mend: %j", (weak) => {
  const other = { ref: "other", action: "block", expression: 'http.host eq "zz9"' };
  const [finding] = rule.judge([door, waf([other, weak, { ...other, ref: "last" }])], {
    environment: "prod",
    today: "2026-11-21",
  });
  expect(finding).toMatchObject({ item: "sql", resource: { name: "ruleset" } });
});

test("several rules together may stop the samples, on each host of the stack", () => {
  const [first = "", ...rest] = parts;
  const some = rest.map((part) => block(`${query} contains "${part}"`));
  const one = block(`${query} contains "${first}"`);
  expect(findings(rule, door, waf([one, ...some]))).toEqual([]);
  const other = planned("route", { zoneId: "zone", pattern: "api.example.com/*" }, "other");
  const ofOneHost = block(`${all} and http.host eq "example.com"`);
  expect(findings(rule, door, waf([ofOneHost]))).toEqual([]);
  expect(findings(rule, door, other, waf([ofOneHost]))).toHaveLength(1);
});

test("Cloudflare's managed ruleset stops it too, if a rule executes it", () => {
  const managed = (id: string, expression = "true") =>
    planned("ruleset", {
      zoneId: "zone",
      phase: "http_request_firewall_managed",
      rules: [{ action: "execute", expression, actionParameters: { id } }],
    });
  expect(findings(rule, door, managed("efb7b8c949ac4650a09736fc376e9aee"))).toEqual([]);
  expect(findings(rule, door, managed("00000000000000000000000000000000"))).toHaveLength(1);
});

test("rules of another zone, or of a custom ruleset that is never executed, stop nothing here", () => {
  expect(findings(rule, door, waf([block(all)], { zoneId: "another" }))).toHaveLength(1);
  expect(findings(rule, door, waf([block(all)], { kind: "custom" }))).toHaveLength(1);
});
