import { SeaworthyError } from "@seaworthy/core/errors";
import type {
  Created,
  CreateRequest,
  DiffRequest,
  DiffResult,
  Found,
  ReadRequest,
  ResourceHandler,
  UpdateRequest,
} from "../kit/plugin.ts";
import { unknown, type Values } from "../kit/values.ts";
import { checkInputs } from "./check.ts";
import { changesBetween, sameKey } from "./diff.ts";
import { isCheck, newResource } from "./new-resource.ts";
import { importedInputs, refreshedInputs } from "./refresh.ts";
import type { Remote, ResourceType } from "./resource-type.ts";
import type { Shape } from "./shape.ts";
import { markSecrets, withKept } from "./wire.ts";

/** The handler for a table row: observe, ensure, sync, return. */
export function createHandler<Backend>(
  type: ResourceType<Backend>,
  backend: Backend,
  lenient = false,
): ResourceHandler {
  return {
    check: (request) => {
      const result = checkInputs(type.shape, request, lenient);
      return result.failures.length === 0 && type.prepare ? type.prepare(result.inputs) : result;
    },
    diff: (request) => (isUntold(request.oldInputs) ? { changes: [] } : diff(type, request)),
    create: async (request) => {
      if (request.preview) return planned(type, request);
      const made = await ensure(type, backend, request);
      return { id: made.id, outputs: outputsOf(type, made, request.inputs) };
    },
    read: async (request) =>
      isCheck() && request.inputs === undefined
        ? { id: request.id, inputs: {}, outputs: {} }
        : read(type, backend, request),
    update: (request) => update(type, backend, request),
    delete: async ({ id, outputs, inputs }) =>
      type.calls.delete?.(backend, id, { ...inputs, ...outputs }),
  };
}

/** What a check's `read` says of an object that the program imports. */
const isUntold = (inputs: Values): boolean => isCheck() && Object.keys(inputs).length === 0;

function diff<Backend>(type: ResourceType<Backend>, request: DiffRequest): DiffResult {
  const changes = changesBetween(type.shape, request.oldInputs, request.news);
  const replaced = type.calls.update
    ? changes
    : changes.map((change) => ({ ...change, replaces: true }));
  const sameObject =
    type.naturalKey.length > 0 && sameKey(type.naturalKey, request.oldInputs, request.news);
  return { changes: replaced, deleteBeforeReplace: sameObject };
}

/** A new resource at preview; its id is unknown, except for a check's stand-in. */
function planned({ token, shape }: Typed, { name, inputs }: CreateRequest): Created {
  const { id, outputs } = newResource({ token, name, inputs });
  return { id, outputs: { ...markSecrets(shape, plannedOutputs(shape, inputs)), ...outputs } };
}

type Typed = Pick<ResourceType, "token" | "shape" | "importId">;

/**
 * If a create's response was lost, the object already exists: it is adopted and updated, never
 * created twice.
 */
async function ensure<Backend>(
  type: ResourceType<Backend>,
  backend: Backend,
  request: CreateRequest,
): Promise<Remote> {
  const existing = await type.calls.find(backend, request.inputs);
  if (!existing) return type.calls.create(backend, request.inputs);
  const live = withKept(type.shape, existing.values, request.inputs);
  const current =
    changesBetween(type.shape, refreshedInputs(type.shape, request.inputs, live), request.inputs)
      .length === 0;
  const keepsSecrets = hasKept(type.shape);
  if (!type.calls.update || (current && !keepsSecrets)) return existing;
  return type.calls.update(backend, existing.id, request.inputs, existing.values);
}

async function update<Backend>(
  type: ResourceType<Backend>,
  backend: Backend,
  request: UpdateRequest,
): Promise<Values> {
  if (request.preview)
    return markSecrets(type.shape, { ...stableOutputs(type.shape, request), ...request.news });
  if (!type.calls.update)
    throw new SeaworthyError("UNSUPPORTED", `${type.token} cannot be changed in place.`);
  return outputsOf(
    type,
    await type.calls.update(backend, request.id, request.news, request.olds),
    request.news,
  );
}

async function read<Backend>(
  type: ResourceType<Backend>,
  backend: Backend,
  request: ReadRequest,
): Promise<Found | undefined> {
  const importing = request.inputs === undefined;
  const { id, known } = importing
    ? parseImportId(type, request.id)
    : { id: request.id, known: { ...request.inputs, ...request.outputs } };
  const live = await type.calls.read(backend, id, known);
  if (!live) return undefined;
  const values = withKept(type.shape, live.values, known);
  const inputs = request.inputs
    ? refreshedInputs(type.shape, request.inputs, values)
    : importedInputs(type.shape, values);
  return {
    id: live.id,
    inputs: markSecrets(type.shape, inputs),
    outputs: markSecrets(type.shape, values),
  };
}

function outputsOf(type: Typed, remote: Remote, sent: Values): Values {
  return markSecrets(type.shape, withKept(type.shape, remote.values, sent));
}

/** At preview of a create: the inputs, and unknown for what the vendor adds. */
function plannedOutputs(shape: Shape, inputs: Values): Values {
  const added = Object.entries(shape).filter(
    ([name, property]) =>
      !(name in inputs) &&
      !property.later &&
      (property.mode === "computed" || property.mode === "output"),
  );
  return { ...Object.fromEntries(added.map(([name]) => [name, unknown])), ...inputs };
}

/** At preview of an update: the old outputs, except those that change with every update. */
function stableOutputs(shape: Shape, request: UpdateRequest): Values {
  const kept = Object.entries(shape).filter(
    ([, property]) => property.mode === "computed" || property.mode === "output",
  );
  return Object.fromEntries(
    kept.flatMap(([name, property]) => {
      const value = property.moves ? unknown : request.olds[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

/**
 * Whether something was sent that cannot be compared, so that adopting an object requires sending
 * it again.
 */
function hasKept(shape: Shape): boolean {
  return Object.values(shape).some(({ kind, writeOnly }) => {
    if (writeOnly) return true;
    if (kind.is === "object") return hasKept(kind.shape);
    return (
      (kind.is === "list" || kind.is === "map") &&
      kind.of.kind.is === "object" &&
      hasKept(kind.of.kind.shape)
    );
  });
}

function parseImportId(type: Typed, given: string): { id: string; known: Values } {
  const names = type.importId.split("/");
  const all = given.split("/");
  const parts = [...all.slice(0, names.length - 1), all.slice(names.length - 1).join("/")];
  if (names.length !== parts.length || parts.includes("")) {
    throw new SeaworthyError(
      "INPUT_INVALID",
      `Import id "${given}" of ${type.token} must have the form ${names.map((name) => `<${name}>`).join("/")}.`,
    );
  }
  const known = Object.fromEntries(names.map((name, index) => [name, parts[index] ?? ""]));
  return { id: known.id ?? given, known };
}
