import deserialization from "@pulumi/policy/deserialize.js";
import proxy from "@pulumi/policy/proxy.js";
import { expect, test, vi } from "vitest";
import { type PolicyResource, readStack } from "./read.ts";
import { shareDeserialized } from "./shared-deserialization.ts";

// Both are internal to @pulumi/policy, so a new version could leave them out: the pack would only
// become slower, and this test fails.
interface Internals {
  deserializeProperties(message: object, proxySecrets: boolean): Record<string, unknown>;
  unknownCheckingProxy(properties: object): Record<string, unknown>;
}
const internals = { ...deserialization, ...proxy } as unknown as Internals;

/** The one method of a Protobuf struct that it uses. */
const message = () => ({ toJavaScript: () => ({ name: "shop", tags: ["a"] }) });
const resource = (props: Record<string, unknown>): PolicyResource => ({
  ...{ type: "type", name: "name", urn: "urn", props },
});

test("a message is deserialized once, except for remediations", () => {
  const deserializeProperties = vi.fn(internals.deserializeProperties);
  const module = { deserializeProperties };
  shareDeserialized(module);
  const one = message();
  expect(module.deserializeProperties(one, false)).toEqual({ name: "shop", tags: ["a"] });
  expect(module.deserializeProperties(one, false)).toBe(module.deserializeProperties(one, false));
  expect(deserializeProperties).toHaveBeenCalledTimes(1);
  expect(module.deserializeProperties(message(), false)).not.toBe(
    module.deserializeProperties(one, false),
  );
  expect(module.deserializeProperties(one, true)).not.toBe(module.deserializeProperties(one, true));
});

test("policies of one request read the same list, those of the next another", () => {
  const properties = internals.deserializeProperties(message(), false);
  const asked = () => readStack([resource(internals.unknownCheckingProxy(properties))]);
  expect(asked()).toBe(asked());
  expect(asked()).toMatchObject([{ props: { name: "shop", tags: ["a"] } }]);
  const next = internals.deserializeProperties(message(), false);
  expect(readStack([resource(internals.unknownCheckingProxy(next))])).not.toBe(asked());
});

test("plain objects are read each time", () => {
  const props = { name: "shop" };
  const before = readStack([resource(props)]);
  props.name = "other";
  expect(before).toMatchObject([{ props: { name: "shop" } }]);
  expect(readStack([resource(props)])).toMatchObject([{ props: { name: "other" } }]);
});
