import { messageOf } from "@seaworthy/core/errors";
import { isList, isValues, Secret, type Value, type Values } from "@seaworthy/plugins/kit/values";
import type { Readers } from "../drift/readers.ts";
import type { LeftOut, LiveObject, ReadObject } from "./live-object.ts";

export interface ReadObjects {
  readonly read: readonly ReadObject[];
  readonly leftOut: readonly LeftOut[];
}

/** Reads each object as a program would declare it, sequentially. Changes nothing. */
export async function readObjects(
  objects: readonly LiveObject[],
  readers: Readers,
): Promise<ReadObjects> {
  const read: ReadObject[] = [];
  const leftOut: LeftOut[] = [];
  for (const object of objects) {
    const what = `${object.type.split(":").at(-1) ?? ""} ${object.name}`;
    try {
      const id = object.importId;
      const found = await readers[object.type]?.read({ id, inputs: undefined, outputs: {} });
      if (found === undefined) leftOut.push({ what, why: "it is gone" });
      else read.push({ ...object, ...told(found.inputs) });
    } catch (thrown) {
      leftOut.push({ what, why: messageOf(thrown) });
    }
  }
  return { read, leftOut };
}

/** Without secrets, whose paths are kept, and without empty values. */
function told(inputs: Values): Pick<ReadObject, "inputs" | "untold"> {
  const untold: string[] = [];
  const without = (value: Value, path: string): Value | undefined => {
    if (value instanceof Secret) {
      untold.push(path);
      return undefined;
    }
    if (value === null) return undefined;
    if (isList(value)) return value.flatMap((item, at) => without(item, `${path}[${at}]`) ?? []);
    return isValues(value) ? members(value, path) : value;
  };
  const members = (values: Values, path: string): Values =>
    Object.fromEntries(
      Object.entries(values).flatMap(([key, value]) => {
        const kept = without(value, path === "" ? key : `${path}.${key}`);
        return kept === undefined ? [] : [[key, kept]];
      }),
    );
  return { inputs: members(inputs, ""), untold };
}
