import { randomBytes } from "node:crypto";
import { SeaworthyError } from "@seaworthy/core/errors.ts";
import type { Remote, ResourceType } from "@seaworthy/toolchain/plugins/engine/resource-type.ts";
import { number, output, type Shape, string } from "@seaworthy/toolchain/plugins/engine/shape.ts";
import type { Value, Values } from "@seaworthy/toolchain/plugins/kit/values.ts";
import type { Backend } from "./backend.ts";

const secretOutput = { mode: "output", secret: true, moves: true } as const;

const shape: Shape = {
  purpose: string({ mode: "required", matches: [/\S/, "must say what the credential is for"] }),
  bytes: number({ default: 32, range: [16, 128] }),
  encoding: string({ default: "base64url", oneOf: ["hex", "base64url"] }),
  generation: number({ default: 1, range: [1, 1_000_000] }),
  value: string(secretOutput),
  previous: string({ ...secretOutput, later: true }),
  createdAt: string({ ...output, moves: true }),
};

/** A generated secret. It lives in the stack's state alone, encrypted. */
export const credential: ResourceType<Backend> = {
  token: "seaworthy:index:Credential",
  shape,
  naturalKey: [],
  importId: "variable",
  calls: {
    find: async () => undefined,
    create: async (_backend, inputs) => ({ id: randomBytes(8).toString("hex"), values: { ...inputs, ...generate(inputs) } }),
    read: async (_backend, id, known) => (typeof known.variable === "string" ? imported(known.variable) : { id, values: known }),
    update: async (_backend, id, inputs, olds) => ({ id, values: { ...olds, ...inputs, ...next(inputs, olds) } }),
  },
};

function generate(inputs: Values): Values {
  const encoding = inputs.encoding === "hex" ? "hex" : "base64url";
  return { value: randomBytes(Number(inputs.bytes)).toString(encoding), createdAt: new Date().toISOString() };
}

/** A new generation, size or alphabet makes a new value and keeps the old one; a new purpose does not. */
function next(inputs: Values, olds: Values): Values {
  if (Number(inputs.generation) < Number(olds.generation)) {
    throw new SeaworthyError("INPUT_INVALID", `generation only counts up: it is ${String(olds.generation)} already.`);
  }
  const same = ["bytes", "encoding", "generation"].every((name) => inputs[name] === olds[name]);
  return same ? {} : { ...generate(inputs), previous: olds.value ?? null };
}

/**
 * `pulumi import seaworthy:index:Credential jwt-secret JWT_SECRET` takes the value from that environment variable, so that it is neither on a command
 * line nor in an id.
 */
function imported(variable: string): Remote {
  const value = process.env[variable];
  if (value === undefined || value === "") {
    throw new SeaworthyError(
      "INPUT_INVALID",
      `To import a credential, put its value into an environment variable and give the variable's name; ${variable} is not set.`,
    );
  }
  const described: Record<string, Value> = {
    purpose: "imported",
    bytes: Math.max(16, Buffer.byteLength(value)),
    encoding: "base64url",
    generation: 1,
  };
  return { id: randomBytes(8).toString("hex"), values: { ...described, value, createdAt: new Date().toISOString() } };
}
