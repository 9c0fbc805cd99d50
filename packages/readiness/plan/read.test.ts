import { createRequire } from "node:module";
import { expect, test } from "vitest";
import { readPlanned } from "./read.ts";
import { unknown } from "./value.ts";

// The sentinels and the proxy that the policy SDK itself puts around properties.
const { unknownCheckingProxy, unknownStringValue, unknownArrayValue, unknownNumberValue } =
  createRequire(import.meta.url)("@pulumi/policy/proxy.js");

test("what is not known yet becomes a value at any depth", () => {
  const props = unknownCheckingProxy({
    a: 1,
    b: unknownStringValue,
    c: { d: unknownArrayValue, e: [true, unknownNumberValue, null] },
  });
  expect(readPlanned({ type: "t", name: "n", urn: "u", props })).toEqual({
    type: "t",
    name: "n",
    urn: "u",
    props: { a: 1, b: unknown, c: { d: unknown, e: [true, unknown, null] } },
  });
});
