import { findProject } from "@seaworthy/core/project";
import { standInOutput, standInSecret } from "@seaworthy/core/stand-in";
import { unknown } from "@seaworthy/readiness/plan/value";
import { expect, test } from "vitest";
import type { PreviewStep } from "../preview/preview.ts";
import { readPlan } from "./plan.ts";

const urn = (name: string) => `urn:pulumi:prod::seaworthy::seaworthy:infra:App$a:b:C::${name}`;
const read = (...steps: PreviewStep[]) =>
  readPlan(steps, { root: findProject().root, registrations: new Map() });

test("a secret becomes unknown with a mark at its path; what is not known yet has no mark", () => {
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

test("a deleted resource is not in the plan, and a replaced one is in it once", () => {
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

test("a resource that has another name in the state keeps that name", () => {
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

test("one secret in a list that the plan hides entirely: only the secret is hidden", () => {
  const secret = (value: string) => ({
    "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
    value,
  });
  const standIn = standInSecret();
  const bindings = [
    { name: "CORS_ORIGINS", type: "plain_text", text: "*" },
    { name: "PARTNER_KEY", type: "secret_text", text: secret(standIn) },
    { name: "OTHER_KEY", type: "secret_text", text: secret("written in the program") },
  ];
  const step = {
    op: "create",
    urn: urn("x"),
    newState: { type: "a:b:C", custom: true, inputs: { bindings: "[secret]" } },
  };
  const registration = {
    aliases: [],
    inputs: { bindings },
    answer: {},
    outputs: {},
    options: { ignoreChanges: ["bindings"] },
    dependencies: ["urn:y"],
    propertyDependencies: { bindings: ["urn:y"] },
  };
  const registrations = new Map([[urn("x"), registration]]);
  const plan = readPlan([step], { root: findProject().root, registrations });
  expect(plan.resources[0]).toMatchObject({
    props: {
      bindings: [
        { text: "*" },
        { name: "PARTNER_KEY", text: unknown },
        { text: "written in the program" },
      ],
    },
    options: { ignoreChanges: ["bindings"] },
    propertyDependencies: { bindings: ["urn:y"] },
  });
  expect(plan.resources[0]?.secretPaths).toEqual(new Set(["bindings[1].text", "bindings[2].text"]));
  expect(plan.secretTexts).toEqual(new Set([standIn, "written in the program"]));
});

test("a list that the program made one secret is read, with names shown and texts hidden", () => {
  const inputs = {
    list: {
      "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
      value: [{ name: "A", type: "plain_text", text: "*" }],
    },
  };
  const registration = {
    aliases: [],
    inputs,
    answer: {},
    outputs: {},
    options: {},
    dependencies: [],
    propertyDependencies: {},
  };
  const plan = readPlan(
    [{ op: "create", urn: urn("x"), newState: { type: "a:b:C", inputs: { list: "[secret]" } } }],
    { root: findProject().root, registrations: new Map([[urn("x"), registration]]) },
  );
  expect(plan.resources[0]?.props).toEqual({
    list: [{ name: "A", type: "plain_text", text: "*" }],
  });
  expect(plan.resources[0]?.secretPaths).toEqual(new Set(["list"]));
  expect(plan.secretTexts).toEqual(new Set(["*"]));
});

test("a text made from another resource's output names it, and whether it is secret", () => {
  const token = { type: "a:b:Redis", name: "cache", property: "token" };
  const value = String(standInOutput(token));
  const secret = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", value };
  const registration = (inputs: object, answer: object) => ({
    ...{ aliases: [], inputs: { ...inputs }, answer: { ...answer }, outputs: {}, options: {} },
    ...{ dependencies: [], propertyDependencies: {} },
  });
  const redis = "urn:pulumi:prod::seaworthy::a:b:Redis::cache";
  const registrations = new Map([
    [redis, registration({}, { token: secret })],
    [urn("x"), registration({ url: `https://h/${value}` }, {})],
  ]);
  const inputs = { url: `https://h/${value}`, plain: "text" };
  const plan = readPlan([{ op: "create", urn: urn("x"), newState: { type: "a:b:C", inputs } }], {
    root: findProject().root,
    registrations,
  });
  expect(plan.resources[0]?.props).toEqual({ url: unknown, plain: "text" });
  expect(plan.resources[0]?.awaitedTexts).toEqual(
    new Map([
      [
        "url",
        {
          text: `https://h/${value}`,
          sources: [{ urn: redis, property: "token", isSecret: true }],
        },
      ],
    ]),
  );
});
