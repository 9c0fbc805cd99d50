import { rules } from "@seaworthy/readiness/rules/table";
import { expect, test } from "vitest";
import { explain, explanationOf } from "./explain.ts";

test.each(rules.map((rule) => [rule.id, rule] as const))("%s explains itself", (id, rule) => {
  const text = explanationOf(rule);
  for (const part of [id, rule.title, rule.why, rule.fix, rule.source])
    expect(text).toContain(part);
  expect(text).not.toMatch(/undefined|\[object/);
});

test("a rule that there is not names those near it", () => {
  expect(() => explain("edge-nothing")).toThrow(
    expect.objectContaining({
      code: "USAGE",
      message: expect.stringContaining("edge-auth-rate-limit"),
    }),
  );
});
