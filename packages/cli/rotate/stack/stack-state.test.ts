import { expect, test } from "vitest";
import { testExport, testState, urnOf } from "../testing.ts";
import {
  credentialIn,
  operatorTokenOf,
  readStackState,
  secretIn,
  versionOf,
} from "./stack-state.ts";

const sealed = (value: unknown) => ({
  "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
  plaintext: JSON.stringify(value),
});

test("an export is read by what its manifest names, with its secrets decrypted", () => {
  const inUse = sealed("now") as unknown as string;
  const state = readStackState(testExport({ signing: { newest: 2, inUse } }), "local");
  expect(secretIn(credentialIn(state, "signing"), "a")).toBe("now");
  expect(state.manifest.rotation.graceSeconds).toBe(5);
});

test("the version and the operator's token come from the manifest, whatever their names", () => {
  const state = testState({}, { versionId: "version-7" });
  expect(versionOf(state)).toBe("version-7");
  expect(operatorTokenOf(state)).toBe("value of operator-token");
});

test.each([
  ["without a deployment", {}],
  ["with an empty one", { deployment: { resources: [] } }],
])("a stack that was never up, %s, is reported with what to type", (_, state) => {
  expect(() => readStackState(state, "staging")).toThrow(
    expect.objectContaining({
      code: "STACK_UNKNOWN",
      message: expect.stringContaining("npx seaworthy up staging"),
    }),
  );
});

const stackWith = (outputs: object) => ({
  deployment: { resources: [{ urn: urnOf("stack"), type: "pulumi:pulumi:Stack", outputs }] },
});

test.each([
  ["none", {}, /run "npx seaworthy up prod" first\. Nothing was changed\.$/],
  ["a broken one", { manifest: { version: 1 } }, /run "npx seaworthy up prod" first/],
  ["a newer one", { manifest: { version: 99 } }, /deployed by a newer seaworthy: update this/],
])("a stack with %s in place of the manifest gets one sentence", (_, outputs, message) => {
  expect(() => readStackState(stackWith(outputs), "prod")).toThrow(
    expect.objectContaining({
      code: "STACK_OUTDATED",
      message: expect.stringMatching(message),
    }),
  );
});
