import { defined } from "@seaworthy/core/defined";
import { SeaworthyError } from "@seaworthy/core/errors";
import { fields } from "./fields.ts";
import type { RuleRequest } from "./request.ts";
import { toBytes } from "./values/bytes.ts";
import { type Type, typeName, type Value } from "./values/types.ts";

/** A sample's value for a field; a record for a map. */
export type FieldSample =
  | string
  | number
  | boolean
  | readonly FieldSample[]
  | { readonly [key: string]: FieldSample };

export interface SampleOptions extends Partial<Omit<RuleRequest, "headers" | "fields">> {
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly fields?: Readonly<Record<string, FieldSample>>;
}

/**
 * A sample request for tests and policies, from text. Throws EXPRESSION_UNSUPPORTED for an unknown
 * field and EXPRESSION_INVALID for a value of the wrong type.
 *
 * ```ts
 * const fields = { "cf.bot_management.score": 12 };
 * sampleRequest({ path: "/auth/token", method: "POST", fields });
 * ```
 */
export function sampleRequest(over: SampleOptions = {}): RuleRequest {
  const { headers = {}, fields: known = {}, response, ...rest } = over;
  const path = rest.path ?? "/";
  const sample = {
    method: "GET",
    host: "example.com",
    scheme: "https",
    path,
    query: "",
    clientAddress: "192.0.2.1",
    ...rest,
  } as const;
  const texts = Object.entries({ rawPath: path, ...sample }).map(([key, value]) => [
    key,
    typeof value === "string" ? toBytes(value) : value,
  ]);
  return {
    ...(Object.fromEntries(texts) as Omit<RuleRequest, "headers">),
    headers: new Map(
      Object.entries(headers).map(([name, values]) => [
        toBytes(name.toLowerCase()),
        [values].flat().map(toBytes),
      ]),
    ),
    headerNames:
      rest.headerNames?.map(toBytes) ??
      Object.entries(headers).flatMap(([name, values]) => [values].flat().map(() => toBytes(name))),
    ...defined({ response }),
    ...(Object.keys(known).length > 0
      ? {
          fields: new Map(
            Object.entries(known).map(([name, value]) => [name, sampleField(name, value)]),
          ),
        }
      : {}),
  };
}

function sampleField(name: string, sample: FieldSample): Value {
  const field = fields.get(name);
  if (!field)
    throw new SeaworthyError(
      "EXPRESSION_UNSUPPORTED",
      `The sample's field ${name} is not a field of the Rules language.`,
    );
  if (!fits(sample, field.type)) {
    const message = `The sample's value of ${name} must be ${typeName(field.type)}.`;
    throw new SeaworthyError("EXPRESSION_INVALID", message, { details: { name } });
  }
  return sampleValue(sample);
}

function fits(sample: FieldSample, type: Type): boolean {
  if (type === "Int") return Number.isSafeInteger(sample);
  if (type === "Bool") return typeof sample === "boolean";
  if (typeof type === "string") return typeof sample === "string";
  if ("array" in type)
    return (
      Array.isArray(sample) && sample.every((element: FieldSample) => fits(element, type.array))
    );
  const inner = "map" in type ? type.map : type.each;
  return (
    typeof sample === "object" &&
    !Array.isArray(sample) &&
    Object.values(sample).every((element: FieldSample) => fits(element, inner))
  );
}

function sampleValue(sample: FieldSample): Value {
  if (typeof sample === "string") return toBytes(sample);
  if (typeof sample !== "object") return sample;
  if (Array.isArray(sample)) return sample.map(sampleValue);
  return new Map(Object.entries(sample).map(([key, value]) => [toBytes(key), sampleValue(value)]));
}
