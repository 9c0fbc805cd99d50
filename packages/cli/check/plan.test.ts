import { findProject } from "@seaworthy/core/project";
import { unknown } from "@seaworthy/readiness/plan/value";
import { expect, test } from "vitest";
import { readPlan } from "./plan.ts";
import type { PreviewStep } from "./preview.ts";

const urn = (name: string) => `urn:pulumi:prod::seaworthy::seaworthy:infra:App$a:b:C::${name}`;
const read = (...steps: PreviewStep[]) =>
  readPlan(steps, { root: findProject().root, registrations: new Map() });

test("a secret becomes unknown, and its path a mark; what is not known yet shows no mark", () => {
  const inputs = {
    list: [{ text: "[secret]" }, { text: "04da6b54-80e4-46f7-96ec-b56ff0331ba9" }],
    on: true,
  };
  const [resource] = read({
    op: "create",
    urn: urn("x"),
    newState: { type: "a:b:C", custom: true, inputs, protect: true },
  }).resources;
  expect(resource).toMatchObject({
    name: "x",
    props: { list: [{ text: unknown }, { text: unknown }], on: true },
    options: { protect: true, retainOnDelete: false },
  });
  expect(resource?.secretPaths).toEqual(new Set(["list[0].text"]));
  expect(resource?.unseenMarks).toEqual(new Set(["list[1].text"]));
});

test("what is deleted is no resource of the plan, and what is replaced is one", () => {
  const state = { type: "a:b:C", custom: true };
  const { resources, changes } = read(
    { op: "delete", urn: urn("gone"), oldState: state },
    { op: "create-replacement", urn: urn("swapped"), newState: { ...state, inputs: { a: 2 } } },
    { op: "replace", urn: urn("swapped"), newState: { ...state, inputs: { a: 2 } } },
    { op: "delete-replaced", urn: urn("swapped"), oldState: state },
    { op: "same", urn: urn("kept"), newState: state },
    {
      op: "create",
      urn: urn("component"),
      newState: { type: "seaworthy:infra:App", custom: false },
    },
  );
  expect(resources.map(({ name }) => name)).toEqual(["swapped", "kept", "component"]);
  expect(changes.map(({ kind, resource }) => `${kind} ${resource.name}`)).toEqual([
    "delete gone",
    "replace swapped",
    "same kept",
  ]);
});

test("a resource that the state has under another name brings that name", () => {
  const step = {
    op: "same",
    urn: urn("new"),
    newState: { type: "a:b:C" },
    oldState: { type: "a:b:C", urn: urn("old") },
  };
  expect(read(step).declared.get(urn("new"))).toMatchObject({
    aliases: [{ type: "a:b:C", name: "old" }],
  });
});
