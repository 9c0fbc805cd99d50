import * as pulumi from "@pulumi/pulumi";
import { vi } from "vitest";
import { asProgramSees } from "./stack-file.ts";

export interface Declared {
  readonly type: string;
  readonly name: string;
  readonly inputs: Readonly<Record<string, unknown>>;
}

export interface Program {
  readonly declared: readonly Declared[];
  readonly outputs: Readonly<Record<string, unknown>>;
  /** Inputs of all resources of that type, by the resource's name. */
  of(type: string): Readonly<Record<string, Declared["inputs"]>>;
}

/** What providers would add, by property; enough for every value that the program passes on. */
const computed = {
  value: "generated",
  other: "",
  directHost: "db.example.test",
  host: "pooler.example.test",
  port: 6543,
  database: "postgres",
  usernameSuffix: "",
  maxClientConn: 200,
  databaseId: "redis-id",
  restUrl: "https://redis.example.test",
  restToken: "redis-token",
  dsnPublic: "https://0123456789abcdef0123456789abcdef@sentry.example.test/1",
};

/** Runs the program with a stack's configuration on Pulumi's unit-test door: what it declares, with no provider behind it. */
export async function runProgram(config: Readonly<Record<string, unknown>>): Promise<Program> {
  const declared: Declared[] = [];
  await pulumi.runtime.setMocks(
    {
      call: () => ({ id: "monitor-id" }),
      newResource: ({ type, name, inputs }) => {
        declared.push({ type, name, inputs });
        return { id: `${name}-id`, state: { ...computed, ...inputs } };
      },
    },
    "seaworthy",
    String(config["seaworthy:environment"]),
  );
  pulumi.runtime.setAllConfig(asProgramSees(config));
  vi.resetModules();
  const outputs: Record<string, unknown> = { ...(await import("../index.ts")) };
  await settled(outputs);
  return {
    declared,
    outputs,
    of: (type) => Object.fromEntries(declared.filter((one) => one.type === type).map(({ name, inputs }) => [name, inputs])),
  };
}

/** A stack's last resources are registered only when everything that they wait for has been. */
async function settled(outputs: Readonly<Record<string, unknown>>): Promise<void> {
  await new Promise((resolve) => pulumi.all(Object.values(outputs).map((value) => pulumi.output(value))).apply(resolve));
}
