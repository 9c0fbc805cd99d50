import { expect, test } from "vitest";
import { isPhase, limits, managedLists, maxRules, phases, sampleRequest } from "./index.ts";

test.each([
  ["http_request_firewall_custom", "free", 5],
  ["http_request_firewall_custom", "enterprise", 1000],
  ["http_ratelimit", "pro", 2],
  ["http_request_cache_settings", "business", 50],
  ["http_custom_errors", "free", 0],
  ["http_request_firewall_managed", "free", undefined],
  ["toString", "free", undefined],
] as const)("%s on %s has %s rules", (phase, plan, rules) => {
  expect(maxRules(phase, plan)).toBe(rules);
});

test("every phase with a limit is a phase", () => {
  expect(Object.keys(limits.rulesPerPhase).filter((phase) => !isPhase(phase))).toEqual([]);
  expect(isPhase("toString")).toBe(false);
  expect(Object.keys(phases)).toContain("http_request_late_transform");
  expect(managedLists).toContain("cf.anonymizer");
});

test("a sample's fields are checked", () => {
  expect(() => sampleRequest({ fields: { "http.moon": 1 } })).toThrow(
    expect.objectContaining({ code: "EXPRESSION_UNSUPPORTED" }),
  );
  expect(() => sampleRequest({ fields: { "cf.bot_management.score": "1" } })).toThrow(
    /must be Int/,
  );
  expect(() => sampleRequest({ fields: { "http.request.headers": { a: "1" } } })).toThrow(
    /must be Map<Array<String>>/,
  );
});
