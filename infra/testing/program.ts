import assert from "node:assert";
import { setImmediate as nextTurn } from "node:timers/promises";
import * as pulumi from "@pulumi/pulumi";
import { writeWorkerBundle } from "../worker-bundle.ts";
import { asProgramSees } from "./stack-file.ts";

export interface Declared {
  readonly type: string;
  readonly name: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly options: { readonly protect: boolean; readonly retainOnDelete: boolean };
}

export interface Program {
  readonly declared: readonly Declared[];
  readonly outputs: Readonly<Record<string, unknown>>;
  /** Inputs of all resources of that type, by the resource's name. */
  of(type: string): Readonly<Record<string, Declared["inputs"]>>;
}

/**
 * What providers would add, by property; enough for every value that the program passes on. No two
 * resources have one secret.
 */
const computedOf = (name: string) => ({
  value: `generated for ${name}, long enough`,
  valueA: `generated for ${name}, long enough`,
  valueB: `spare of ${name}, long enough for all`,
  other: "",
  ...{ phase: "steady", slot: "a", generation: 1, generationA: 1, generationB: 0 },
  directHost: "db.example.test",
  host: "pooler.example.test",
  port: 6543,
  database: "postgres",
  usernameSuffix: "",
  maxClientConn: 200,
  databaseId: "redis-id",
  restUrl: `https://${name}.example.test`,
  restToken: `token of ${name}, long enough for all`,
  dsnPublic: "https://0123456789abcdef0123456789abcdef@sentry.example.test/1",
});

/** Whether it is a preview: then an output that no state has is not known. */
export interface RunOptions {
  readonly preview?: boolean;
}

/**
 * Runs the program with a stack's configuration on Pulumi's unit-test door: what it declares, with
 * no provider behind it. `state` is what providers say of single resources, by name.
 */
export async function runProgram(
  config: Readonly<Record<string, unknown>>,
  state: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {},
  { preview = false }: RunOptions = {},
): Promise<Program> {
  // First and by itself: under mocks, a program whose bundle fails would never end.
  await writeWorkerBundle();
  const declared: Declared[] = [];
  const optionsOf = new Map<string, Declared["options"]>();
  await pulumi.runtime.setMocks(
    {
      call: () => ({ id: "monitor-id" }),
      newResource: ({ type, name, inputs }) => {
        declared.push({
          type,
          name,
          inputs,
          options: optionsOf.get(name) ?? { protect: false, retainOnDelete: false },
        });
        return { id: `${name}-id`, state: { ...computedOf(name), ...state[name], ...inputs } };
      },
    },
    "seaworthy",
    String(config["seaworthy:environment"]),
    preview,
  );
  watchOptions(optionsOf);
  pulumi.runtime.setAllConfig(asProgramSees(config));
  const outputs: Record<string, unknown> = { ...(await evaluateAgain("../index.ts")) };
  // Of what a preview does not know nobody is told.
  await (preview ? pulumi.runtime.disconnect() : settled(outputs));
  return {
    declared,
    outputs,
    of: (type) =>
      Object.fromEntries(
        declared.filter((one) => one.type === type).map(({ name, inputs }) => [name, inputs]),
      ),
  };
}

/**
 * What a program that fails while it runs fails with. Pulumi's host hears of that as an unhandled
 * rejection, and so does this.
 */
export async function failureOfProgram(...run: Parameters<typeof runProgram>): Promise<Error> {
  const others = process.listeners("unhandledRejection");
  process.removeAllListeners("unhandledRejection");
  const reasons: unknown[] = [];
  const failed = new Promise<void>((resolve) => {
    process.on("unhandledRejection", (reason) => {
      reasons.push(reason);
      resolve();
    });
  });
  try {
    await Promise.race([runProgram(...run), failed]);
    // One failure is that of everything that waits for it.
    await nextTurn();
  } finally {
    process.removeAllListeners("unhandledRejection");
    for (const listener of others) process.on("unhandledRejection", listener);
  }
  return reasons[0] instanceof Error ? reasons[0] : assert.fail("The program did not fail.");
}

let runs = 0;

/** A module is evaluated once for each address; all that it imports stays loaded. */
function evaluateAgain(module: string): Promise<Record<string, unknown>> {
  runs += 1;
  return import(/* @vite-ignore */ `${module}?run=${runs}`);
}

/** A stack's last resources are registered only when everything that they wait for has been. */
async function settled(outputs: Readonly<Record<string, unknown>>): Promise<void> {
  await new Promise((resolve) =>
    pulumi.all(Object.values(outputs).map((value) => pulumi.output(value))).apply(resolve),
  );
}

/** Mocks are not shown the options of a resource; the requests that reach them have them. */
function watchOptions(optionsOf: Map<string, Declared["options"]>): void {
  const monitor = pulumi.runtime.getMonitor();
  if (monitor === undefined) return;
  const register = monitor.registerResource.bind(monitor) as (
    ...args: readonly unknown[]
  ) => unknown;
  Object.assign(monitor, {
    registerResource: (request: RegisterRequest, ...rest: readonly unknown[]) => {
      optionsOf.set(request.getName(), {
        protect: request.getProtect(),
        retainOnDelete: request.getRetainondelete(),
      });
      return register(request, ...rest);
    },
  });
}

interface RegisterRequest {
  getName(): string;
  getProtect(): boolean;
  getRetainondelete(): boolean;
}
