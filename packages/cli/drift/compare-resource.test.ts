import type { ResourceHandler } from "@seaworthy/plugins/kit/plugin";
import { Secret, type Values } from "@seaworthy/plugins/kit/values";
import { expect, test } from "vitest";
import { compareResource, type Declared } from "./compare-resource.ts";
import { renderDrift } from "./render.ts";
import { repairAll } from "./repair.ts";

/** A vendor with one object, whose live values are `live`. */
function testVendor(live: Values | undefined, changes: readonly string[] = []) {
  const updates: Values[] = [];
  const handler: ResourceHandler = {
    check: ({ news }) => ({ inputs: news, failures: [] }),
    diff: () => ({
      changes: changes.map((path) => ({ path, kind: "update", replaces: false })),
    }),
    create: async () => ({ id: "1", outputs: {} }),
    read: async () => live && { id: "1", inputs: live, outputs: live },
    update: async ({ news }) => {
      updates.push(news);
      return news;
    },
    delete: async () => undefined,
  };
  return { handler, updates };
}

const declared = (type: string, inputs: Values): Declared => ({
  ...{ type, name: "one", id: "1", inputs, outputs: {} },
});

const rule = (expression: string) => ({ action: "block", expression });
const ruleset = (...expressions: string[]) => ({ rules: expressions.map(rule) });
const rulesetType = "cloudflare:index/ruleset:Ruleset";

test("a changed value is shown with the declared one, and restored completely", async () => {
  const { handler, updates } = testVendor({ size: 3, name: "a" }, ["size"]);
  const inputs = { size: 10, name: "a" };
  const found = await compareResource(declared("x:y:Z", inputs), handler);
  expect(renderDrift({ drifts: found, unread: [], compared: 1 })).toContain(
    "changed     one size: 3, declared 10",
  );
  expect(await repairAll(found, false)).toEqual([]);
  expect(updates).toEqual([inputs]);
});

test("a secret is named and not shown", async () => {
  const { handler } = testVendor({ value: new Secret("live") }, ["value"]);
  const found = await compareResource(declared("x:y:Z", { value: "wanted" }), handler);
  expect(JSON.stringify(found)).not.toMatch(/live"|wanted/);
});

test("a deleted object says what to type", async () => {
  const found = await compareResource(declared("x:y:Z", {}), testVendor(undefined).handler);
  expect(found).toMatchObject([{ kind: "missing", todo: expect.stringContaining("refresh") }]);
});

test("what a vendor does not let us read is an error, not drift", async () => {
  const { handler } = testVendor({});
  const failing = { ...handler, read: () => Promise.reject(new RangeError("503")) };
  await expect(compareResource(declared("x:y:Z", {}), failing)).rejects.toThrow("503");
});

test("rules are restored in their order; foreign ones stay behind them, and --prune deletes them", async () => {
  const { handler, updates } = testVendor(ruleset("foreign", "b", "a"));
  const one = declared(rulesetType, ruleset("a", "b"));
  const found = await compareResource(one, handler);
  expect(found.map(({ kind }) => kind)).toEqual(["order", "foreign"]);
  await repairAll(found, false);
  await repairAll(found, true);
  expect(updates.map(({ rules }) => rules)).toEqual([
    [rule("a"), rule("b"), rule("foreign")],
    [rule("a"), rule("b"), rule("foreign")],
    [rule("a"), rule("b")],
  ]);
});

test("a list of plain values is one difference", async () => {
  const paths = ["tags[0]", "tags[1]", "tags[2]"];
  const { handler } = testVendor({ tags: ["x", "a", "b"] }, paths);
  const found = await compareResource(declared("x:y:Z", { tags: ["a", "b"] }), handler);
  expect(found).toMatchObject([{ path: "tags", declared: ["a", "b"], live: ["x", "a", "b"] }]);
});
