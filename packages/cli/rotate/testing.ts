import { ownSecretNames } from "@seaworthy/infra/secret-table";
import { readStackState, type StackState } from "./stack-state.ts";
import type { Tags } from "./tags.ts";

export interface MemoryTags extends Tags {
  readonly values: ReadonlyMap<string, string>;
}

/** A stack's tags without a stack, for tests of what is kept in them. */
export function memoryTags(initial: Readonly<Record<string, string>> = {}): MemoryTags {
  const values = new Map(Object.entries(initial));
  return {
    values,
    read: async (name) => values.get(name),
    write: async (name, value) => {
      values.set(name, value);
    },
    remove: async (name) => {
      values.delete(name);
    },
  };
}

export interface TestCredential {
  readonly phase?: "steady" | "pending" | "published";
  readonly newest: number;
  readonly inUse: string;
  readonly other?: string;
}

/** The state of a stack that has all its own secrets, at generation 1, and those besides. */
export function testState(besides: Readonly<Record<string, TestCredential>> = {}): StackState {
  const own = Object.fromEntries(
    ownSecretNames.map((name) => [name, { newest: 1, inUse: `value of ${name}` }]),
  );
  const credentials = Object.entries<TestCredential>({ ...own, ...besides }).map(
    ([name, { phase = "steady", newest, inUse, other = "" }]) => ({
      ...{ urn: `urn::secrets-${name}`, type: "seaworthy:index:Credential", id: name },
      outputs: {
        ...{
          purpose: "test",
          owner: "platform",
          everyDays: 90,
          phase,
          slot: "a",
          newest,
          valueA: inUse,
          valueB: other,
        },
        ...{
          generationA: phase === "pending" ? newest - 1 : newest,
          generationB: phase === "pending" ? newest : 0,
        },
        ...{ createdAt: "2026-01-01T00:00:00.000Z", phaseSince: "2026-01-01T00:00:00.000Z" },
      },
    }),
  );
  const deployment = {
    urn: "urn::app-deployment",
    type: "test",
    id: "app",
    outputs: { accountId: "account", scriptName: "script" },
  };
  const stack = {
    urn: "urn::stack",
    type: "pulumi:pulumi:Stack",
    outputs: { rotationGraceSeconds: 5, appUrl: "http://127.0.0.1:9" },
  };
  return readStackState({ deployment: { resources: [...credentials, deployment, stack] } }, "test");
}
