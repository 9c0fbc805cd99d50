import { expressionError } from "../errors.ts";
import { limits } from "../limits.ts";
import { parse } from "../syntax/parse.ts";
import { print } from "../syntax/print.ts";
import type { Call, Field, Index, Logical, Node } from "../syntax/syntax.ts";
import { elementOf, isArray, isEach, isMap, type Type, typeName } from "../values/types.ts";
import { checkCall } from "./call.ts";
import { checkComparison, checkMembership } from "./comparison.ts";
import { checkField, checkFunction } from "./names.ts";
import type { CheckOptions } from "./options.ts";

export type { CheckOptions } from "./options.ts";

/** The type of each part of an expression. */
export type Types = ReadonlyMap<Node, Type>;

/**
 * The type of an expression, `Bool` for a condition. Throws EXPRESSION_INVALID for syntax and type
 * errors, and EXPRESSION_UNSUPPORTED for unknown fields, functions and lists, each with line,
 * column and a caret.
 *
 * ```ts
 * check('len(http.host) gt 3', { phase: "http_request_firewall_custom" }); // "Bool"
 * // throws: the phase does not see the response
 * check('http.response.code eq 200', { phase: "http_request_cache_settings" });
 * ```
 */
export function check(expression: string, options: CheckOptions = {}): Type {
  const node = parse(expression);
  return typeOf(checkTypes(node, expression, options), node);
}

/** Like `check`, for a parsed expression: the type of each part. */
export function checkTypes(node: Node, text: string, options: CheckOptions): Types {
  const checked = new Map<Node, Type>();
  const used = { patterns: 0, single: new Set<string>() };

  const visit = (part: Node): Type => {
    const type = typeOfPart(part);
    checked.set(part, type);
    return type;
  };

  const typeOfPart = (part: Node): Type => {
    switch (part.kind) {
      case "literal":
        return part.type;
      case "not":
        return condition(part.operand);
      case "logical":
        return combined(part, condition(part.left), condition(part.right), text);
      case "comparison":
        if (part.operator === "matches" && ++used.patterns > limits.regularExpressionsPerRule)
          tooManyPatterns(part, text);
        return checkComparison(part, visit(part.left), visit(part.right), text, options);
      case "membership":
        return checkMembership(part, visit(part.left), text, options);
      case "field":
        return indexed(checkField(part, text, options).type, part, text);
      case "call": {
        const definition = checkFunction(part, text, options, used.single);
        return indexed(checkCall(part, definition, part.args.map(visit), text), part, text);
      }
    }
  };

  const condition = (part: Node): Type => conditionType(part, visit(part), text);

  visit(node);
  return checked;
}

/**
 * Requires a condition, or one on each element of an array, which a function that runs for `[*]`
 * gives too.
 */
function conditionType(part: Node, type: Type, text: string): Type {
  if (elementOf(type) === "Bool") return type;
  if (part.kind === "call" && isArray(type) && type.array === "Bool") return { each: "Bool" };
  const what = `a condition is expected, but this is ${typeName(type)}`;
  throw expressionError("EXPRESSION_INVALID", text, part.at, what);
}

export function typeOf(types: Types, node: Node): Type {
  return types.get(node) ?? "Bool";
}

function tooManyPatterns(part: Node, text: string): never {
  const what = `a rule can have at most ${limits.regularExpressionsPerRule} regular expressions`;
  throw expressionError("EXPRESSION_INVALID", text, part.at, what);
}

/** Conditions on `[*]` are combined element by element, which is only defined within one array. */
function combined(node: Logical, left: Type, right: Type, text: string): Type {
  if (!isEach(left) && !isEach(right)) return "Bool";
  if (isEach(left) && isEach(right) && unpacked(node.left).join() === unpacked(node.right).join())
    return left;
  throw expressionError(
    "EXPRESSION_INVALID",
    text,
    node.right.at,
    `with [*], both sides of ${node.operator} have to be of the same array`,
  );
}

/** The arrays whose elements a condition tests, each once. */
function unpacked(node: Node): string[] {
  switch (node.kind) {
    case "logical":
      return [...new Set([...unpacked(node.left), ...unpacked(node.right)])].sort();
    case "not":
      return unpacked(node.operand);
    case "comparison":
    case "membership":
      return unpacked(node.left); // [*] is only allowed on the left
    case "call":
      return [...new Set(node.args.flatMap(unpacked))].sort();
    case "field": {
      const last = node.index.findLastIndex(({ kind }) => kind === "each");
      return last < 0 ? [] : [print({ ...node, index: node.index.slice(0, last + 1) })];
    }
    case "literal":
      return [];
  }
}

function indexed(start: Type, node: Field | Call, text: string): Type {
  return node.index.reduce<Type>((type, step) => {
    const next = stepInto(elementOf(type), step);
    if (next !== undefined) return isEach(type) || step.kind === "each" ? { each: next } : next;
    const what = `${node.name} is ${typeName(type)} and cannot be indexed with ${indexText(step)}`;
    throw expressionError("EXPRESSION_INVALID", text, node.at, what);
  }, start);
}

function stepInto(type: Type, step: Index): Type | undefined {
  if (isArray(type)) return step.kind === "key" ? undefined : type.array;
  if (isMap(type)) return step.kind === "position" ? undefined : type.map;
  return undefined;
}

function indexText(step: Index): string {
  if (step.kind === "each") return "[*]";
  return step.kind === "key" ? `["${step.key}"]` : `[${step.number}]`;
}
