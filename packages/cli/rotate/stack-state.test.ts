import { secretNames } from "@seaworthy/infra/secret-table";
import { expect, test } from "vitest";
import { readStackState, secretIn } from "./stack-state.ts";

const sealed = (value: unknown) => ({
  "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
  plaintext: JSON.stringify(value),
});
const time = "2026-01-01T00:00:00.000Z";
const credential = {
  ...{
    purpose: "test",
    owner: "platform",
    everyDays: 90,
    phase: "published",
    slot: "b",
    newest: 2,
    generationA: 1,
    generationB: 2,
  },
  ...{ valueA: sealed("before"), valueB: sealed("now"), createdAt: time, phaseSince: time },
};
const resource = (name: string, outputs: object, type = "seaworthy:index:Credential") => ({
  ...{ urn: `urn:pulumi:local::seaworthy::${type}::${name}`, type, id: `${name}-id`, outputs },
});
const outputs = { rotationGraceSeconds: 5, databaseUrls: sealed({ direct: "postgresql://…" }) };
const exported = {
  deployment: {
    resources: [
      ...secretNames.map((name) => resource(`secrets-${name}`, credential)),
      resource("stack", outputs, "pulumi:pulumi:Stack"),
    ],
  },
};

test("an export is read, with its secrets opened", () => {
  const state = readStackState(exported, "local");
  expect(secretIn(state.credentials.jwt, "b")).toBe("now");
  expect(state.output("databaseUrls.direct")).toBe("postgresql://…");
  expect(state.graceSeconds).toBe(5);
});

test.each([
  ["without a deployment", {}],
  ["with an empty one", { deployment: { resources: [] } }],
])("a stack that was never up, %s, is named with what to type", (_, state) => {
  expect(() => readStackState(state, "staging")).toThrow(
    expect.objectContaining({
      code: "STACK_UNKNOWN",
      message: expect.stringContaining("npx seaworthy up staging"),
    }),
  );
});
