import { rules } from "@seaworthy/readiness/rules/table";
import { expect, test, vi } from "vitest";
import { explain, explanationOf } from "./explain.ts";

test.each(rules.map((rule) => [rule.id, rule] as const))("%s explains itself", (id, rule) => {
  const text = explanationOf(rule);
  for (const part of [id, rule.title, rule.why, rule.fix, rule.source])
    expect(text).toContain(part);
  expect(text).not.toMatch(/undefined|\[object/);
});

test.each([
  ["edge-hsts-lon", "edge-hsts-long"],
  ["edge-auth-rate-limits", "edge-auth-rate-limit"],
  ["EDGE_AUTH_RATE_LIMT", "edge-auth-rate-limit"],
  ["rls_disabled", "rls_disabled_in_public"],
])("%s is not a rule: %s is the closest of a few suggestions", (typed, meant) => {
  const named = expect.stringMatching(new RegExp(`Did you mean ${meant}\\b`));
  expect(() => explain(typed)).toThrow(expect.objectContaining({ code: "USAGE", message: named }));
});

test.each(["", "nothing-like-it", "/etc/passwd"])("%j is close to no rule", (typed) => {
  expect(() => explain(typed)).toThrow(/Type "seaworthy explain" to list them/);
});

test("a rule can be found by its former ids, and in capitals", () => {
  const write = vi.spyOn(process.stdout, "write").mockReturnValue(true);
  for (const { id, aliases = [] } of rules.filter((rule) => rule.aliases !== undefined))
    for (const alias of aliases) {
      explain(alias.toUpperCase());
      expect(write.mock.lastCall?.[0]).toContain(`${id} (`);
    }
  write.mockRestore();
});
