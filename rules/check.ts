import ipaddr from "ipaddr.js";
import { RE2JS, RE2JSException } from "re2js";
import { expressionError } from "./errors.ts";
import { fields } from "./fields.ts";
import { functions } from "./functions.ts";
import type { Call, Comparison, Field, Index, Literal, Membership, Node, Operator } from "./syntax.ts";
import { elementOf, isEach, sameType, type Type, typeName } from "./types.ts";

export interface CheckOptions {
  /** True for phases that see the response; elsewhere response fields are refused. Default false. */
  readonly response?: boolean;
}

const operatorTypes: Readonly<Record<Operator, readonly string[]>> = {
  eq: ["String", "Int", "IP", "Bool"],
  ne: ["String", "Int", "IP", "Bool"],
  lt: ["String", "Int", "IP"],
  le: ["String", "Int", "IP"],
  gt: ["String", "Int", "IP"],
  ge: ["String", "Int", "IP"],
  contains: ["String"],
  matches: ["String"],
  wildcard: ["String"],
  "strict wildcard": ["String"],
};

/**
 * Finds the type of an expression. Throws EXPRESSION_INVALID for types that do not fit and EXPRESSION_UNSUPPORTED for
 * fields, functions and lists that are not known here, each with its place in `text`.
 */
export function check(node: Node, text: string, options: CheckOptions = {}): Type {
  const typeOf = (part: Node): Type => check(part, text, options);
  const invalid = (at: number, what: string) => expressionError("EXPRESSION_INVALID", text, at, what);
  switch (node.kind) {
    case "literal":
      checkLiteral(node, text);
      return node.type;
    case "not":
      mustBeBool(node.operand);
      return "Bool";
    case "logical":
      mustBeBool(node.left);
      mustBeBool(node.right);
      return "Bool";
    case "comparison":
      return checkComparison(node, typeOf(node.left), text);
    case "membership":
      return checkMembership(node, typeOf(node.left), text);
    case "field":
      return applyIndex(fieldType(node, text, options), node.index, node, text);
    case "call":
      return applyIndex(callType(node, node.args.map(typeOf), text), node.index, node, text);
  }

  function mustBeBool(part: Node): void {
    const type = typeOf(part);
    if (type !== "Bool") throw invalid(part.at, `a condition is expected, and this is ${typeName(type)}`);
  }
}

function fieldType(node: Field, text: string, options: CheckOptions): Type {
  const field = fields.get(node.name);
  if (!field) throw expressionError("EXPRESSION_UNSUPPORTED", text, node.at, `the field ${node.name} is not supported here`);
  if (field.response && !options.response) {
    throw expressionError("EXPRESSION_INVALID", text, node.at, `the field ${node.name} is known only in phases that see the response`);
  }
  return field.type;
}

function callType(node: Call, given: readonly Type[], text: string): Type {
  const definition = functions.get(node.name);
  if (!definition) throw expressionError("EXPRESSION_UNSUPPORTED", text, node.at, `the function ${node.name}() is not supported here`);
  const { parameters, optional = 0, variadic } = definition;
  const enough = given.length >= parameters.length - optional;
  if (!enough || (!variadic && given.length > parameters.length)) {
    const wanted =
      optional > 0 ? `${parameters.length - optional} to ${parameters.length}` : `${parameters.length}${variadic ? " or more" : ""}`;
    throw expressionError("EXPRESSION_INVALID", text, node.at, `${node.name}() takes ${wanted} arguments and is given ${given.length}`);
  }
  for (const [position, type] of given.entries()) {
    const wanted = parameters[Math.min(position, parameters.length - 1)] ?? "String";
    const gathers = typeof wanted === "object" && "array" in wanted && isEach(type) && sameType(wanted.array, elementOf(type));
    const maps = position === 0 && isEach(type) && sameType(wanted, elementOf(type));
    if (!gathers && !maps && !sameType(wanted, type)) {
      const at = node.args[position]?.at ?? node.at;
      throw expressionError("EXPRESSION_INVALID", text, at, `${node.name}() takes ${typeName(wanted)} here, and this is ${typeName(type)}`);
    }
  }
  const [first] = given;
  const mapped = first !== undefined && isEach(first) && typeof parameters[0] === "string";
  return mapped ? { array: definition.returns } : definition.returns;
}

function applyIndex(start: Type, index: readonly Index[], node: Field | Call, text: string): Type {
  return index.reduce<Type>((type, step) => {
    const inner = elementOf(type);
    const next = stepInto(inner, step);
    if (next === undefined)
      throw expressionError(
        "EXPRESSION_INVALID",
        text,
        node.at,
        `${node.name} is ${typeName(type)} and cannot be indexed with ${indexText(step)}`,
      );
    return isEach(type) || step.kind === "each" ? { each: next } : next;
  }, start);
}

function stepInto(type: Type, step: Index): Type | undefined {
  if (typeof type === "string") return undefined;
  if ("array" in type) return step.kind === "key" ? undefined : type.array;
  if ("map" in type) return step.kind === "position" ? undefined : type.map;
  return undefined;
}

function indexText(step: Index): string {
  if (step.kind === "each") return "[*]";
  return step.kind === "key" ? `["${step.key}"]` : `[${step.number}]`;
}

function checkComparison(node: Comparison, left: Type, text: string): Type {
  const type = elementOf(left);
  checkLiteral(node.right, text);
  if (!operatorTypes[node.operator].includes(typeName(type))) {
    throw expressionError("EXPRESSION_INVALID", text, node.left.at, `${node.operator} does not compare ${typeName(type)}`);
  }
  if (node.right.type !== type) {
    throw expressionError("EXPRESSION_INVALID", text, node.right.at, `${typeName(type)} is compared with ${node.right.type}`);
  }
  if (node.operator === "matches") checkPattern(node.right, text);
  return isEach(left) ? { each: "Bool" } : "Bool";
}

function checkMembership(node: Membership, left: Type, text: string): Type {
  const type = elementOf(left);
  if (node.set.kind === "list")
    throw expressionError("EXPRESSION_UNSUPPORTED", text, node.at, `the list $${node.set.name} is not supported here`);
  for (const { from, to } of node.set.items) {
    for (const literal of to ? [from, to] : [from]) {
      checkLiteral(literal, text, to === null);
      if (literal.type !== type)
        throw expressionError("EXPRESSION_INVALID", text, literal.at, `${typeName(type)} is looked for among ${literal.type}`);
    }
  }
  return isEach(left) ? { each: "Bool" } : "Bool";
}

/** CIDR ranges stand in sets only, as at Cloudflare. */
function checkLiteral(literal: Literal, text: string, rangeAllowed = false): void {
  if (literal.type === "Int" && !Number.isSafeInteger(literal.value)) {
    throw expressionError("EXPRESSION_INVALID", text, literal.at, "the number is too large");
  }
  if (literal.type !== "IP") return;
  const value = String(literal.value);
  const valid = value.includes("/")
    ? rangeAllowed && ipaddr.isValidCIDR(value)
    : ipaddr.IPv4.isValidFourPartDecimal(value) || ipaddr.IPv6.isValid(value);
  if (!valid)
    throw expressionError("EXPRESSION_INVALID", text, literal.at, `${value} is not an IP address${rangeAllowed ? " or range" : ""}`);
}

function checkPattern(literal: Literal, text: string): void {
  try {
    RE2JS.compile(String(literal.value));
  } catch (thrown) {
    if (!(thrown instanceof RE2JSException)) throw thrown;
    throw expressionError("EXPRESSION_INVALID", text, literal.at, `the regular expression is not valid: ${thrown.message}`);
  }
}
