import { type CheckOptions, check } from "./check.ts";
import { comparisonTest, membershipTest, type Test } from "./compare.ts";
import { expressionError } from "./errors.ts";
import { fields } from "./fields.ts";
import { functions } from "./functions.ts";
import { parse } from "./parse.ts";
import type { RuleRequest } from "./request.ts";
import type { Call, Index, Logical, Node } from "./syntax.ts";
import { isEach, type Type, typeName, type Value } from "./types.ts";

export type Predicate = (request: RuleRequest) => boolean;
type Reader = (request: RuleRequest) => Value;

/**
 * Parses, type-checks and compiles an expression that a rule may have: one that is true or false.
 * Throws EXPRESSION_INVALID or EXPRESSION_UNSUPPORTED with line, column and a caret.
 *
 * ```ts
 * const isAuth = compile('starts_with(lower(http.request.uri.path), "/auth/")');
 * isAuth(sampleRequest({ path: "/AUTH/token" })); // true
 * ```
 */
export function compile(text: string, options: CheckOptions = {}): Predicate {
  const read = compileAs("Bool", text, options);
  return (request) => read(request) === true;
}

/** As `compile`, for expressions that give a value, e.g. of a header that is set: `concat("id-", http.host)`. */
export function compileValue(text: string, options: CheckOptions = {}): (request: RuleRequest) => string {
  const read = compileAs("String", text, options);
  return (request) => String(read(request) ?? "");
}

/** Whether the request meets the expression. Compile once where many requests are evaluated. */
export function evaluate(text: string, request: RuleRequest): boolean {
  return compile(text, { response: request.response !== undefined })(request);
}

function compileAs(wanted: Type, text: string, options: CheckOptions): Reader {
  const node = parse(text);
  const type = check(node, text, options);
  if (type !== wanted)
    throw expressionError("EXPRESSION_INVALID", text, node.at, `the expression has to be ${typeName(wanted)}, and is ${typeName(type)}`);
  return reader(node, text, options);
}

export function reader(node: Node, text: string, options: CheckOptions): Reader {
  const of = (part: Node): Reader => reader(part, text, options);
  const tested = (left: Node, test: Test): Reader => {
    const read = of(left);
    if (!isEach(check(left, text, options))) return (request) => test(read(request));
    return (request) => listOf(read(request)).map(test);
  };
  switch (node.kind) {
    case "literal":
      return () => node.value;
    case "not": {
      const operand = of(node.operand);
      return (request) => operand(request) !== true;
    }
    case "logical":
      return logical(node, of(node.left), of(node.right));
    case "comparison":
      return tested(node.left, comparisonTest(node.operator, node.right));
    case "membership":
      return tested(node.left, membershipTest(node.set));
    case "field":
      return indexed(fields.get(node.name)?.read ?? (() => undefined), node.index);
    case "call":
      return indexed(call(node, node.args.map(of), node.args[0] !== undefined && isEach(check(node.args[0], text, options))), node.index);
  }
}

function logical({ operator }: Logical, left: Reader, right: Reader): Reader {
  if (operator === "and") return (request) => left(request) === true && right(request) === true;
  if (operator === "or") return (request) => left(request) === true || right(request) === true;
  return (request) => (left(request) === true) !== (right(request) === true);
}

/** A function of one value, given `[*]`, is done for each element; `any`, `all` and `join` take the elements together. */
function call(node: Call, args: readonly Reader[], overEach: boolean): Reader {
  const definition = functions.get(node.name);
  if (!definition) return () => undefined; // refused by check
  if (!overEach || typeof definition.parameters[0] !== "string") return (request) => definition.run(args.map((arg) => arg(request)));
  const [first, ...rest] = args;
  return (request) => {
    const others = rest.map((arg) => arg(request));
    return listOf(first?.(request)).map((element) => definition.run([element, ...others]));
  };
}

function indexed(read: Reader, index: readonly Index[]): Reader {
  if (index.length === 0) return read;
  return (request) => index.reduce<{ value: Value; each: boolean }>(step, { value: read(request), each: false }).value;
}

function step({ value, each }: { value: Value; each: boolean }, by: Index): { value: Value; each: boolean } {
  if (by.kind !== "each") return { value: each ? listOf(value).map((element) => pick(element, by)) : pick(value, by), each };
  const elements = each ? listOf(value).flatMap(elementsOf) : elementsOf(value);
  return { value: elements, each: true };
}

function pick(value: Value, by: Exclude<Index, { kind: "each" }>): Value {
  if (by.kind === "position") return Array.isArray(value) ? value[by.number] : undefined;
  return value instanceof Map ? value.get(by.key) : undefined;
}

function elementsOf(value: Value): readonly Value[] {
  return value instanceof Map ? [...value.values()] : listOf(value);
}

function listOf(value: Value): readonly Value[] {
  return Array.isArray(value) ? value : [];
}
