import { defined } from "@seaworthy/core/defined";
import { expect, test } from "vitest";
import type { PlannedObject } from "../../plan/value.ts";
import { findings, planned } from "../../testing/planned.ts";
import { edgeSkipOpensNothing as rule } from "./edge-skip-opens-nothing.ts";

const path = "lower(http.request.uri.path)";
const block: PlannedObject = {
  ref: "probes",
  action: "block",
  expression: `starts_with(${path}, "/.env") or lower(url_decode(http.request.uri.query)) contains "union select"`,
};
const limits = planned(
  "ruleset",
  {
    phase: "http_ratelimit",
    rules: [
      { ref: "auth", action: "block", expression: `starts_with(${path}, "/auth")`, ratelimit: {} },
    ],
  },
  "limits",
);
const managed = planned(
  "ruleset",
  {
    phase: "http_request_firewall_managed",
    rules: [{ ref: "managed", action: "execute", expression: "true" }],
  },
  "managed",
);
const zone = (expression: string, actionParameters?: PlannedObject) =>
  [
    planned(
      "ruleset",
      {
        phase: "http_request_firewall_custom",
        rules: [
          {
            ref: "exception",
            action: "skip",
            expression,
            ...defined({ actionParameters }),
          },
          block,
        ],
      },
      "waf",
    ),
    limits,
    managed,
  ] as const;

test.each<[string, PlannedObject | undefined]>([
  [`starts_with(${path}, "/.env")`, { ruleset: "current" }],
  ['any(http.request.headers["x-monitor"][*] eq "yes")', { ruleset: "current" }],
  ['http.user_agent contains "UptimeBot"', undefined],
  ["ip.src in {198.51.100.7}", { ruleset: "current" }],
  ['http.request.method eq "POST"', { phases: ["http_ratelimit"] }],
  ['http.request.method eq "POST"', { phases: ["http_request_firewall_managed"] }],
  [`starts_with(${path}, "/rest/")`, { products: ["waf"] }],
  [`${path} eq "/auth/token"`, { products: ["rateLimit", "bic"] }],
  ['http.cookie contains "staff=1"', { phases: ["http_ratelimit"] }],
  ['ip.src.country eq "DE"', { phases: ["http_ratelimit"] }],
  ["ip.src.asnum eq 64500", { phases: ["http_ratelimit"] }],
  ['http.request.version eq "HTTP/1.0"', { phases: ["http_ratelimit"] }],
  ['http.request.uri.query contains "key=1"', { phases: ["http_ratelimit"] }],
  ['starts_with(http.request.uri.path, "/hooks/")', { ruleset: "current" }],
  ['ends_with(http.request.uri.path, ".txt")', { ruleset: "current" }],
  ['http.referer eq "https://partner.example/"', { ruleset: "current" }],
  [
    'not ip.src.country in {"US" "CA"} and http.user_agent contains "Monitor"',
    { ruleset: "current" },
  ],
])("an exception for %s opens what is protected", (expression, parameters) => {
  expect(findings(rule, ...zone(expression, parameters))).toEqual([
    expect.stringMatching(/^violation waf: Rule exception lets .+ past a rule/),
  ]);
});

test.each<[string, PlannedObject]>([
  ['http.request.uri.path eq "/.well-known/security.txt"', { ruleset: "current" }],
  ['http.request.uri.path eq "/robots.txt"', { phases: ["http_request_firewall_managed"] }],
  ["true", { products: ["hot", "bic"] }],
  ['http.request.uri.path eq "/health/ready"', { phases: ["http_ratelimit"] }],
  ['http.request.method eq "POST"', { products: ["uaBlock"] }],
])("an exception for %s opens nothing", (expression, parameters) => {
  expect(findings(rule, ...zone(expression, parameters))).toEqual([]);
});
