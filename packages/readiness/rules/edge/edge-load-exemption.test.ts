import { timedHmacExpression } from "@seaworthy/rules-language/timed-hmac";
import { expect, test } from "vitest";
import type { PlannedObject } from "../../plan/value.ts";
import { findingsWith, planned } from "../../testing/planned.ts";
import { secretsNotInRules } from "../secrets/secrets-not-in-rules.ts";
import { edgeLoadExemption } from "./edge-load-exemption.ts";
import { edgeSkipOpensNothing } from "./edge-skip-opens-nothing.ts";

const key = "q8ZL2vX0nT5cJ7wR3mB9yK1pD6sF4hG0aQeUiOxZcVbN";
const hmac = { key, header: "x-load-test", seconds: 60 };
const exemption: PlannedObject = {
  ref: "load-test",
  action: "skip",
  expression: timedHmacExpression(hmac),
  actionParameters: { phases: ["http_ratelimit"] },
};

const zone = (over: PlannedObject = {}, marked = ["rules[0].expression"]) => [
  {
    ...planned("ruleset", {
      phase: "http_request_firewall_custom",
      rules: [{ ...exemption, ...over }],
    }),
    secretPaths: new Set(marked),
  },
  planned(
    "ruleset",
    {
      phase: "http_ratelimit",
      rules: [{ ref: "all", action: "block", expression: "true", ratelimit: {} }],
    },
    "limits",
  ),
];
const staging = { environment: "staging" } as const;
const every = [edgeLoadExemption, edgeSkipOpensNothing, secretsNotInRules];

test("the declared form is accepted by every policy, except in prod", () => {
  expect(every.flatMap((rule) => findingsWith(staging, rule, ...zone()))).toEqual([]);
  expect(findingsWith({}, edgeLoadExemption, ...zone())).toEqual([
    "violation ruleset: Rule load-test exempts a load generator from the rate limits of prod.",
  ]);
});

test.each<[string, PlannedObject, RegExp]>([
  [
    "something besides the signature",
    { expression: `${timedHmacExpression(hmac)} or ip.src eq 192.0.2.1` },
    /in another form/,
  ],
  ["every phase", { actionParameters: { ruleset: "current" } }, /skips more/],
  [
    "another phase",
    { actionParameters: { phases: ["http_ratelimit", "http_request_firewall_managed"] } },
    /skips more/,
  ],
  [
    "a product",
    { actionParameters: { phases: ["http_ratelimit"], products: ["waf"] } },
    /skips more/,
  ],
  ["no parameters", { actionParameters: {} }, /skips more/],
  ["a day", { expression: timedHmacExpression({ ...hmac, seconds: 86_400 }) }, /for 86400 seconds/],
  ["a short key", { expression: timedHmacExpression({ ...hmac, key: "k1" }) }, /2 characters/],
])("an exemption with %s is a violation", (_, over, message) => {
  const found = findingsWith(staging, edgeLoadExemption, ...zone(over));
  expect(found.join()).toMatch(message);
});

test("a key in plain text is one of two policies", () => {
  expect(findingsWith(staging, edgeLoadExemption, ...zone({}, [])).join()).toMatch(/plain text/);
  expect(findingsWith(staging, secretsNotInRules, ...zone({}, [])).join()).toMatch(/looks like/);
});

test("during an update, when the engine does not say what is marked, neither is a violation", () => {
  const unmarked = zone().map(({ secretPaths: _, ...resource }) => resource);
  expect(every.flatMap((rule) => findingsWith(staging, rule, ...unmarked))).toEqual([]);
});

test("a limit that leaves out signed requests itself is a violation", () => {
  const limits = planned("ruleset", {
    phase: "http_ratelimit",
    rules: [{ ref: "all", action: "block", expression: `not ${timedHmacExpression(hmac)}` }],
  });
  expect(findingsWith(staging, edgeLoadExemption, limits).join()).toMatch(/in another form/);
});
