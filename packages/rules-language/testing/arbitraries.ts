import fc from "fast-check";
import type { Node } from "../index.ts";
import type { Literal, Operator } from "../syntax/syntax.ts";
import { byteString, callsGiving, fieldsOf, literal } from "./calls.ts";

const at = 0;

const lists = fc.constantFrom(...fieldsOf("Array<String>"));

const text: fc.Arbitrary<Node> = fc.oneof(
  fc.constantFrom(...fieldsOf("String")),
  fc
    .tuple(lists, fc.nat(3))
    .map(
      ([list, number]): Node =>
        list.kind === "field" ? { ...list, index: [{ kind: "position", number }] } : list,
    ),
  callsGiving("String"),
  fc
    .array(
      byteString(6).map((value) => literal("String", value)),
      { minLength: 2, maxLength: 3 },
    )
    .map((args): Node => ({ kind: "call", name: "concat", args, index: [], at })),
);
const number: fc.Arbitrary<Node> = fc.oneof(
  fc.constantFrom(...fieldsOf("Int")),
  callsGiving("Int"),
);

const textLiteral = byteString().map((value) => literal("String", value));
const numberLiteral = fc.integer().map((value) => literal("Int", value));
const addressLiteral = fc
  .oneof(
    fc.ipV4(),
    fc.ipV6().filter((address) => !address.includes(".")),
  )
  .map((value) => literal("IP", value));
const patternLiteral = fc
  .constantFrom("^/a+$", "(a|b)*c", "[^/]+\\.html$", 'a"b', "(?u)\\p{L}+", "")
  .map((value) => literal("String", value));
const wildcardLiteral = fc
  .constantFrom("*", "/a*b", "*.example.com", "a\\*b", "")
  .map((value) => literal("String", value));

const orders: readonly Operator[] = ["eq", "ne", "lt", "le", "gt", "ge"];
const equalities: readonly Operator[] = ["eq", "ne"];
const wildcards: readonly Operator[] = ["wildcard", "strict wildcard"];

const compared = (
  left: fc.Arbitrary<Node>,
  operators: readonly Operator[],
  right: fc.Arbitrary<Literal>,
) =>
  fc.tuple(left, fc.constantFrom(...operators), right).map(
    ([side, operator, value]): Node => ({
      kind: "comparison",
      operator,
      left: side,
      right: value,
      at,
    }),
  );

const member = (left: fc.Arbitrary<Node>, item: fc.Arbitrary<Literal>) =>
  fc.tuple(left, fc.array(item, { minLength: 1, maxLength: 4 })).map(
    ([side, items]): Node => ({
      kind: "membership",
      left: side,
      set: { kind: "items", items: items.map((from) => ({ from, to: null })) },
      at,
    }),
  );

const address: fc.Arbitrary<Node> = fc.oneof(fc.constantFrom(...fieldsOf("IP")), callsGiving("IP"));

const leaf: fc.Arbitrary<Node> = fc.oneof(
  fc.constantFrom(...fieldsOf("Bool"), literal("Bool", true), literal("Bool", false)),
  callsGiving("Bool"),
  compared(text, [...orders, "contains"], textLiteral),
  compared(text, ["matches"], patternLiteral),
  compared(text, wildcards, wildcardLiteral),
  compared(number, orders, numberLiteral),
  compared(address, equalities, addressLiteral),
  member(text, textLiteral),
  member(number, numberLiteral),
  member(address, addressLiteral),
  fc.tuple(fc.constantFrom("any", "all"), lists, textLiteral).map(([name, list, right]): Node => {
    const each: Node = list.kind === "field" ? { ...list, index: [{ kind: "each" }] } : list;
    return {
      kind: "call",
      name,
      args: [{ kind: "comparison", operator: "contains", left: each, right, at }],
      index: [],
      at,
    };
  }),
);

/** Valid conditions: every one parses, type-checks and evaluates. */
export const condition: fc.Arbitrary<Node> = fc.letrec<{ tree: Node }>((tie) => ({
  tree: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    leaf,
    tie("tree").map((operand): Node => ({ kind: "not", operand, at })),
    fc
      .tuple(
        fc.constantFrom("and" as const, "or" as const, "xor" as const),
        tie("tree"),
        tie("tree"),
      )
      .map(([operator, left, right]): Node => ({ kind: "logical", operator, left, right, at })),
  ),
})).tree;

const words = [
  "ssl",
  "http.host",
  "eq",
  "in",
  "{",
  "}",
  "(",
  ")",
  "[",
  "*",
  "]",
  '"a"',
  "1",
  "1.2.3.4",
  "not",
  "and",
  "or",
  "xor",
  "!",
  "~",
];
const more = [
  "any",
  "len",
  ",",
  "$x",
  'r#"',
  '"#',
  "..",
  "/8",
  "::",
  "matches",
  "wildcard",
  "\\",
  "http.request.headers",
  "true",
  "concat(",
  "ip.src",
];

/** Text that is almost an expression, or not one at all. */
export const nearlyAnExpression: fc.Arbitrary<string> = fc.oneof(
  fc.string({ maxLength: 60 }),
  fc.string({ unit: "binary", maxLength: 60 }),
  fc.array(fc.constantFrom(...words, ...more), { maxLength: 24 }).map((parts) => parts.join(" ")),
  fc.array(fc.constantFrom(...words, ...more), { maxLength: 24 }).map((parts) => parts.join("")),
);
