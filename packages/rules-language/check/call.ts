import { expressionError } from "../errors.ts";
import { hasSameValues } from "../functions/collections.ts";
import type { Parameter, Taken } from "../functions/function.ts";
import type { FunctionDefinition } from "../functions.ts";
import type { Call, Node } from "../syntax/syntax.ts";
import {
  elementOf,
  isArray,
  isEach,
  isMap,
  sameType,
  type Type,
  typeName,
} from "../values/types.ts";
import { checkLiteral } from "./comparison.ts";

/**
 * The result type of a call, from the types of its arguments. If the first is `[*]`, the call runs
 * for each element and returns an array.
 */
export function checkCall(
  node: Call,
  definition: FunctionDefinition,
  given: readonly Type[],
  text: string,
): Type {
  const refuse = (at: number, what: string): never => {
    throw expressionError("EXPRESSION_INVALID", text, at, `${node.name}() ${what}`);
  };
  const counted = countMistake(definition, given.length);
  if (counted !== undefined) refuse(node.at, counted);
  if (definition.gathers)
    return gathered(given[0], (what) => refuse(node.args[0]?.at ?? node.at, what));
  for (const [position, argument] of node.args.entries()) {
    const parameter = definition.parameters[Math.min(position, definition.parameters.length - 1)];
    const what =
      parameter &&
      argumentMistake(parameter, argument, given[position] ?? "String", position, text);
    if (what !== undefined) refuse(argument.at, what);
  }
  const [first = "String", second] = given;
  if (
    node.name === "has_value" &&
    second !== undefined &&
    !hasSameValues(elementOf(first), second)
  ) {
    refuse(
      node.args[1]?.at ?? node.at,
      `searches for a value of ${typeName(elementOf(first))}, but this is ${typeName(second)}`,
    );
  }
  if (definition.sameTypes) checkSameTypes(node, given, refuse);
  const elements = [elementOf(first), ...given.slice(1)];
  const returned =
    typeof definition.returns === "function" ? definition.returns(elements) : definition.returns;
  return isEach(first) ? { array: returned } : returned;
}

function checkSameTypes(
  node: Call,
  given: readonly Type[],
  refuse: (at: number, what: string) => never,
): void {
  const [first = "String", ...others] = given.map(elementOf);
  const position = others.findIndex((type) => !sameType(type, first)) + 1;
  if (position > 0)
    refuse(
      node.args[position]?.at ?? node.at,
      `needs arguments of one type: the first is ${typeName(first)}, but this is ${typeName(others[position - 1] ?? first)}`,
    );
}

function countMistake(
  { parameters, optional = 0, variadic, count }: FunctionDefinition,
  given: number,
): string | undefined {
  const least = count?.least ?? parameters.length - optional;
  const most = count?.most ?? (variadic ? Number.POSITIVE_INFINITY : parameters.length);
  if (given >= least && given <= most) return undefined;
  const wanted =
    most === Number.POSITIVE_INFINITY
      ? `${least} or more`
      : least < most
        ? `${least} to ${most}`
        : String(least);
  return `takes ${wanted} argument${wanted === "1" ? "" : "s"} but got ${given}`;
}

function gathered(type: Type = "Bool", refuse: (what: string) => never): Type {
  const results = isEach(type) || (isArray(type) && type.array === "Bool");
  if (!results || (isEach(type) && type.each !== "Bool"))
    refuse(`needs a condition on [*], but this is ${typeName(type)}`);
  return "Bool";
}

function argumentMistake(
  parameter: Parameter,
  node: Node,
  type: Type,
  position: number,
  text: string,
): string | undefined {
  if (isEach(type) && position > 0) return "allows [*] in its first argument only";
  if (!parameter.takes.some((taken) => takes(taken, elementOf(type)))) {
    return `needs ${parameter.takes.join(", ")} here, but this is ${typeName(type)}`;
  }
  if (node.kind !== "literal") {
    if (parameter.literal === "only") return "needs a literal here";
    const isOne =
      parameter.oneOf === undefined ||
      (node.kind === "field" && parameter.oneOf.includes(node.name));
    return isOne ? undefined : `needs ${parameter.oneOf?.join(" or ")} here`;
  }
  checkLiteral(node, text);
  return parameter.literal === "never"
    ? "needs a field here, not a literal"
    : parameter.refuses?.(node.value);
}

function takes(taken: Taken, type: Type): boolean {
  if (taken === "Array") return isArray(type);
  return taken === "Map" ? isMap(type) : typeName(type) === taken;
}
