import fc from "fast-check";
import type { Parameter, Taken } from "../functions/function.ts";
import {
  type FieldDefinition,
  type FunctionDefinition,
  fields,
  functions,
  type Node,
  typeName,
} from "../index.ts";
import type { Literal } from "../syntax/syntax.ts";

/** Bytes, as in literals. */
export const byteString = (maxLength = 12) =>
  fc.string({
    unit: fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code)),
    maxLength,
  });

const at = 0;
export const literal = (type: Literal["type"], value: Literal["value"]): Literal => ({
  kind: "literal",
  type,
  value,
  at,
});

const isAnywhere = ([, field]: readonly [string, FieldDefinition]) =>
  !field.response && !field.valueOnly;
const fieldNode = (name: string): Node => ({ kind: "field", name, index: [], at });

/** Every field of a type, for example `Array<String>`. */
export const fieldsOf = (type: string): Node[] =>
  [...fields]
    .filter(isAnywhere)
    .flatMap(([name, field]) => (typeName(field.type) === type ? [fieldNode(name)] : []));

const stringArrays = fc.constantFrom(...fieldsOf("Array<String>"));

const fieldOf: Readonly<Record<Taken, fc.Arbitrary<Node>>> = {
  String: fc.constantFrom(...fieldsOf("String")),
  Int: fc.constantFrom(...fieldsOf("Int")),
  Bool: fc.constantFrom(...fieldsOf("Bool")),
  IP: fc.constantFrom(...fieldsOf("IP")),
  Array: stringArrays,
  "Array<String>": stringArrays,
  Map: fc.constantFrom(...fieldsOf("Map<Array<String>>")),
};

/** Literals of the kind that functions accept; the short words are flags and separators. */
const literalStrings = fc
  .oneof(byteString(6), fc.constantFrom("", "r", "u", "s", "p", ",", "a"))
  .map((value) => literal("String", value));
const literalInts = fc
  .oneof(fc.integer({ min: -9, max: 40 }), fc.integer())
  .map((value) => literal("Int", value));

function argument({ takes, literal: only, oneOf, refuses }: Parameter): fc.Arbitrary<Node> {
  if (oneOf) return fc.constantFrom(...oneOf.map(fieldNode));
  const literals = takes.flatMap((taken) =>
    taken === "String" ? [literalStrings] : taken === "Int" ? [literalInts] : [],
  );
  const accepted = literals.map((each) =>
    each.filter(({ value }) => refuses?.(value) === undefined),
  );
  if (only === "only") return fc.oneof(...accepted);
  const read = takes.map((taken) => fieldOf[taken]);
  return only === "never" ? fc.oneof(...read) : fc.oneof(...read, ...accepted);
}

function callOf(
  name: string,
  { parameters, optional = 0, variadic }: FunctionDefinition,
): fc.Arbitrary<Node> {
  const last = parameters.at(-1);
  const all = variadic && last ? [...parameters, last] : parameters;
  const least = parameters.length - optional;
  return fc
    .tuple(fc.integer({ min: least, max: all.length }), fc.tuple(...all.map(argument)))
    .map(
      ([count, args]): Node => ({ kind: "call", name, args: args.slice(0, count), index: [], at }),
    );
}

/**
 * Those that require more than the right argument types are generated elsewhere or have their own
 * cases.
 */
const special = new Set(["has_value", "concat"]);

/** Calls, with valid arguments, of every function that returns the type. */
export function callsGiving(type: "String" | "Int" | "Bool" | "IP"): fc.Arbitrary<Node> {
  const giving = [...functions].filter(
    ([name, { returns, gathers, single }]) =>
      returns === type && !gathers && !single && !special.has(name),
  );
  return fc.oneof(...giving.map(([name, definition]) => callOf(name, definition)));
}
