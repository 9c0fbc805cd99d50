import fc from "fast-check";
import { expect, test } from "vitest";
import { fingerprintOf, fingerprintsOf } from "./fingerprint.ts";

const resource = { type: "cloudflare:index/ruleset:Ruleset", name: "edge-waf" };
const identity = { rule: "edge-hsts", resource, message: "Rule 3 of edge-waf is off." };

test("numbers and the resource's own name in a message do not count, everything else does", () => {
  expect(fingerprintOf({ ...identity, message: "Rule 12 of edge-waf is off." })).toBe(
    fingerprintOf(identity),
  );
  const others = [
    { ...identity, rule: "edge-csp" },
    { ...identity, message: "Rule 3 of edge-waf is on." },
    { ...identity, resource: { ...resource, type: "x:y:Z" } },
    { ...identity, resource: { ...resource, name: "edge-cache" } },
    { rule: identity.rule, message: identity.message },
  ];
  expect(new Set([identity, ...others].map(fingerprintOf)).size).toBe(6);
});

test("a renamed resource keeps its fingerprint by its alias", () => {
  const renamed = {
    ...identity,
    resource: { ...resource, name: "border-waf" },
    message: "Rule 3 of border-waf is off.",
  };
  const [first, ...rest] = fingerprintsOf(renamed, [resource]);
  expect(first).toBe(fingerprintOf(identity));
  expect(rest).toEqual([fingerprintOf(renamed)]);
});

test("16 hexadecimal digits, whatever the message, none of it readable", () => {
  fc.assert(
    fc.property(fc.string(), (message) =>
      /^[0-9a-f]{16}$/.test(fingerprintOf({ ...identity, message })),
    ),
  );
});
