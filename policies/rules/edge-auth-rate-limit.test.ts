import { expect, test } from "vitest";
import { unknown } from "../plan/value.ts";
import { findings, planned } from "../testing/planned.ts";
import { edgeAuthRateLimit as rule } from "./edge-auth-rate-limit.ts";

const path = "lower(http.request.uri.path)";
const limits = (requestsPerPeriod: number, expression = `${path} eq "/auth" or starts_with(${path}, "/auth/")`) =>
  planned("ruleset", {
    phase: "http_ratelimit",
    rules: [{ ref: "auth", action: "block", expression, ratelimit: { characteristics: ["ip.src"], period: 60, requestsPerPeriod } }],
  });

test("20 attempts a minute are what they should be", () => {
  expect(findings(rule, limits(20))).toEqual([]);
});

test("more attempts, or a path that is left out, are a violation", () => {
  expect(findings(rule, limits(21))).toEqual([
    "violation ruleset: GET /auth/token is not limited to 20 requests a minute for each address.",
  ]);
  expect(findings(rule, limits(20, `${path} eq "/auth/token"`))).toEqual([
    "violation ruleset: GET /auth/v1/token is not limited to 20 requests a minute for each address.",
  ]);
});

test("rules that are not known yet are said to be", () => {
  expect(findings(rule, planned("ruleset", { phase: "http_ratelimit", rules: unknown }))).toEqual([
    expect.stringMatching(/^unknown ruleset: rules of/),
  ]);
});
