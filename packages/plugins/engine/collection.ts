import { SeaworthyError } from "@seaworthy/core/errors";
import type { Value, Values } from "../kit/values.ts";
import { type Api, orGone } from "./api.ts";
import type { Calls, Remote } from "./resource-type.ts";
import { type Shape, wireName } from "./shape.ts";
import { fromWire, toWire } from "./wire.ts";

export interface Collection {
  readonly shape: Shape;
  /** `/zones/{zoneId}/rulesets`, with property names in braces. */
  readonly path: string;
  /**
   * Path of one object, if it is not the collection's path, a slash and the id. `{id}` stands for
   * the id.
   */
  readonly itemPath?: string;
  /** The vendor's name for the id. Default `id`. */
  readonly id?: string;
  /** Inputs that identify the object in the list after its create response was lost. */
  readonly match: readonly string[];
  /** Default POST. */
  readonly create?: "POST" | "PUT";
  readonly update?: "PUT" | "PATCH";
  readonly deletes?: boolean;
  /** Query string of that list, including the question mark. */
  readonly listQuery?: string;
  /** Changes to a body beyond mapping property names. */
  readonly body?: (inputs: Values, body: Values) => Values;
  /** Converts the response to the program's order and shape. */
  readonly adapt?: (answer: Values, known: Values) => Values;
  /** Values of a response beyond mapped property names. */
  readonly values?: (answer: Values, known: Values) => Values;
}

/**
 * The calls of an ordinary REST collection: POST creates; GET, PUT or PATCH, and DELETE act on its
 * items.
 */
export function collectionCalls(collection: Collection): Calls {
  const item = collection.itemPath ?? `${collection.path}/{id}`;
  const bodyOf = (inputs: Values): Values => {
    const body = toWire(collection.shape, inputs);
    return collection.body?.(inputs, body) ?? body;
  };
  const remote = (answer: Values, known: Values): Remote => remoteOf(collection, answer, known);
  const read = async (api: Api, id: string, known: Values): Promise<Remote | undefined> => {
    const answer = await api.find("GET", fill(item, { ...known, id }));
    return answer && remote(answer, known);
  };
  const { create = "POST", update, deletes } = collection;
  return {
    read,
    find: async (api, inputs) => {
      const found = (
        await api.list(fill(collection.path, inputs) + (collection.listQuery ?? ""))
      ).find((answer) => matches(collection, answer, inputs));
      return found && read(api, idOf(collection, found), inputs);
    },
    create: async (api, inputs) =>
      remote(await api.call(create, fill(collection.path, inputs), bodyOf(inputs)), inputs),
    ...(update && {
      update: async (api: Api, id: string, inputs: Values) =>
        remote(await api.call(update, fill(item, { ...inputs, id }), bodyOf(inputs)), inputs),
    }),
    ...(deletes !== false && {
      delete: async (api: Api, id: string, known: Values) =>
        void (await orGone(api.call("DELETE", fill(item, { ...known, id })))),
    }),
  };
}

function remoteOf(collection: Collection, answer: Values, known: Values): Remote {
  const adapted = collection.adapt?.(answer, known) ?? answer;
  const values = {
    ...fromWire(collection.shape, adapted),
    ...pathValues(collection, known),
    ...collection.values?.(answer, known),
  };
  return { id: idOf(collection, answer), values };
}

function idOf(collection: Collection, answer: Values): string {
  const id = answer[collection.id ?? "id"];
  if (typeof id === "string" || typeof id === "number") return String(id);
  throw new SeaworthyError(
    "VENDOR_REFUSED",
    `The response for ${collection.path} has no ${collection.id ?? "id"}.`,
  );
}

function matches(collection: Collection, answer: Values, inputs: Values): boolean {
  return collection.match.every((name) => {
    const property = collection.shape[name];
    return property !== undefined && answer[wireName(name, property)] === inputs[name];
  });
}

/**
 * Values from the path that the response lacks or returns in another form: Sentry's team contains
 * its whole organization.
 */
function pathValues(collection: Collection, known: Values): Values {
  const names = [...collection.path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? "");
  return Object.fromEntries(
    names.flatMap((name): [string, Value][] =>
      known[name] === undefined ? [] : [[name, known[name]]],
    ),
  );
}

/** Replaces a path's placeholders with escaped values. */
export function fill(path: string, values: Values): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(String(values[name] ?? "")),
  );
}
