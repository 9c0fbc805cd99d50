import assert from "node:assert";
import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import * as pulumi from "@pulumi/pulumi";
import { findProject } from "@seaworthy/core/project";
import { asProgramSees } from "../config/stack-file.ts";
import { writeWorkerBundle } from "../worker/worker-bundle.ts";

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
 * What providers would compute, by property; enough for every value that the program passes on.
 * Secrets differ between resources.
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

/** Whether it is a preview: outputs missing from the state are then unknown. */
export interface RunOptions {
  readonly preview?: boolean;
}

/**
 * Runs the program with a stack's configuration under Pulumi's unit-test mocks and returns what it
 * declares, without any provider. `state` is what providers return for single resources, by name.
 */
export async function runProgram(
  config: Readonly<Record<string, unknown>>,
  state: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {},
  { preview = false }: RunOptions = {},
): Promise<Program> {
  // First, on its own: under mocks, a program whose bundle fails would hang.
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
  const outputs: Record<string, unknown> = { ...(await evaluateAgain()) };
  // Outputs that a preview does not know never settle.
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
 * The error that a failing program fails with. Pulumi's host receives it as an unhandled rejection,
 * and so does this.
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
    // Everything waiting for the failed promise rejects as well.
    await nextTurn();
  } finally {
    process.removeAllListeners("unhandledRejection");
    for (const listener of others) process.on("unhandledRejection", listener);
  }
  return reasons[0] instanceof Error ? reasons[0] : assert.fail("The program did not fail.");
}

let runs = 0;

/** Node evaluates a module once per URL; its imports stay loaded. */
function evaluateAgain(): Promise<Record<string, unknown>> {
  runs += 1;
  const { root, folders } = findProject();
  const program = pathToFileURL(join(root, folders.program, "index.ts"));
  return import(/* @vite-ignore */ `${program.href}?run=${runs}`);
}

/** A stack's last resources are registered only after everything they depend on. */
async function settled(outputs: Readonly<Record<string, unknown>>): Promise<void> {
  await new Promise((resolve) =>
    pulumi.all(Object.values(outputs).map((value) => pulumi.output(value))).apply(resolve),
  );
}

/** Mocks do not receive a resource's options; the underlying requests contain them. */
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
