import { expressionError } from "../errors.ts";
import { limits, type Plan } from "../limits.ts";
import { findList, listFields, type NamedList, strangeItem } from "../lists.ts";
import { patternMistake } from "../patterns/pattern.ts";
import { wildcardMistake } from "../patterns/wildcard.ts";
import type { Comparison, Literal, Membership, Operator, SetItem } from "../syntax/syntax.ts";
import {
  addressRangeMistake,
  alignedNetwork,
  backwards,
  isAddress,
  isNetwork,
} from "../values/addresses.ts";
import { elementOf, isEach, sameType, type Type, typeName } from "../values/types.ts";
import { planMistake } from "./names.ts";
import type { CheckOptions } from "./options.ts";

/** The table of types on the operators page. */
const operatorTypes: Readonly<Record<Operator, readonly string[]>> = {
  eq: ["String", "Int", "IP"],
  ne: ["String", "Int", "IP"],
  lt: ["String", "Int"],
  le: ["String", "Int"],
  gt: ["String", "Int"],
  ge: ["String", "Int"],
  contains: ["String"],
  matches: ["String"],
  wildcard: ["String"],
  "strict wildcard": ["String"],
};

export function checkComparison(
  node: Comparison,
  left: Type,
  right: Type,
  text: string,
  { plan }: CheckOptions,
): Type {
  const refuse = (at: number, what: string): never => {
    throw expressionError("EXPRESSION_INVALID", text, at, what);
  };
  const type = elementOf(left);
  if (node.left.kind === "literal")
    refuse(node.left.at, "a field or function is expected on the left of a comparison");
  if (!operatorTypes[node.operator].includes(typeName(type)))
    refuse(node.left.at, notCompared(node.operator, type));
  if (isEach(right)) refuse(node.right.at, "[*] is allowed only on the left of a comparison");
  if (!sameType(right, type))
    refuse(node.right.at, `cannot compare ${typeName(type)} with ${typeName(right)}`);
  if (node.right.kind === "literal") checkLiteral(node.right, text);
  const mistake = rightMistake(node);
  if (mistake !== undefined) refuse(node.right.at, mistake);
  const planned =
    node.operator === "matches" ? planMistake(limits.leastPlan.matches, plan) : undefined;
  if (planned !== undefined) refuse(node.right.at, `matches ${planned}`);
  return isEach(left) ? { each: "Bool" } : "Bool";
}

function notCompared(operator: Operator, type: Type): string {
  const hint = type === "Bool" ? ": write the condition itself, or not before it" : "";
  return `${operator} cannot compare ${typeName(type)}${hint}`;
}

/** Operators that accept a request value on the right. */
const dynamicOperators: readonly Operator[] = ["eq", "ne", "lt", "le", "gt", "ge"];

function rightMistake({ operator, right }: Comparison): string | undefined {
  if (right.kind !== "literal")
    return dynamicOperators.includes(operator) ? undefined : `${operator} needs a literal here`;
  if (operator === "matches") return patternMistake(String(right.value));
  return operator === "wildcard" || operator === "strict wildcard"
    ? wildcardMistake(String(right.value))
    : undefined;
}

export function checkMembership(
  node: Membership,
  left: Type,
  text: string,
  options: CheckOptions,
): Type {
  const type = elementOf(left);
  if (node.left.kind === "literal") {
    throw expressionError(
      "EXPRESSION_INVALID",
      text,
      node.left.at,
      "a field or function is expected on the left of in",
    );
  }
  if (node.set.kind === "list") checkList(node, node.set.name, type, text, options);
  else for (const item of node.set.items) checkItem(item, type, text);
  return isEach(left) ? { each: "Bool" } : "Bool";
}

function checkItem({ from, to }: SetItem, type: Type, text: string): void {
  for (const literal of to ? [from, to] : [from]) {
    checkLiteral(literal, text, to === null);
    const mixed = literal.type !== type || literal.type === "Bool";
    if (mixed)
      throw expressionError(
        "EXPRESSION_INVALID",
        text,
        literal.at,
        `cannot search for ${typeName(type)} among ${literal.type}`,
      );
  }
  const mistake = to && rangeMistake(from, to);
  if (mistake) throw expressionError("EXPRESSION_INVALID", text, from.at, mistake);
}

function rangeMistake(from: Literal, to: Literal): string | undefined {
  if (from.type === "IP") return addressRangeMistake(String(from.value), String(to.value));
  return from.type === "Int" && Number(from.value) > Number(to.value) ? backwards : undefined;
}

function checkList(
  node: Membership,
  name: string,
  type: Type,
  text: string,
  { lists, areListsComplete = false, plan }: CheckOptions,
): void {
  const list = findList(name, lists);
  if (!list)
    throw expressionError(
      areListsComplete ? "EXPRESSION_INVALID" : "EXPRESSION_UNSUPPORTED",
      text,
      node.at,
      `list $${name} not found`,
    );
  const allowed = listFields[list.kind];
  const fits = allowed
    ? node.left.kind === "field" && allowed.includes(node.left.name)
    : type === "IP";
  const wanted = allowed ? allowed.join(" and ") : "addresses";
  if (!fits)
    throw expressionError(
      "EXPRESSION_INVALID",
      text,
      node.left.at,
      `$${name} is a list of kind ${list.kind}, which holds ${wanted}`,
    );
  const mistake = listMistake(list, plan);
  if (mistake !== undefined)
    throw expressionError("EXPRESSION_INVALID", text, node.at, `the list $${name} has ${mistake}`);
}

function listMistake(list: NamedList, plan: Plan | undefined): string | undefined {
  const strange = strangeItem(list);
  if (strange !== undefined)
    return `${JSON.stringify(strange)}, which is no item of a list of kind ${list.kind}`;
  const most = plan && limits.listItems[plan];
  return most !== undefined && list.items.length > most
    ? `${list.items.length} items, but the plan ${plan} allows ${most} in all`
    : undefined;
}

/** As at Cloudflare, CIDR ranges are only allowed in sets. */
export function checkLiteral(literal: Literal, text: string, rangeAllowed = false): void {
  if (literal.type === "Int" && !Number.isSafeInteger(literal.value)) {
    throw expressionError("EXPRESSION_INVALID", text, literal.at, "the number is too large");
  }
  if (literal.type !== "IP") return;
  const mistake = addressMistake(String(literal.value), rangeAllowed);
  if (mistake) throw expressionError("EXPRESSION_INVALID", text, literal.at, mistake);
}

function addressMistake(value: string, rangeAllowed: boolean): string | undefined {
  if (isAddress(value)) return undefined;
  if (!isNetwork(value) || !rangeAllowed) {
    const hint = isNetwork(value) ? ": a range must be in a set, as in {192.0.2.0/24}" : "";
    return `${value} is not an IP address${rangeAllowed ? " or range" : hint}`;
  }
  const aligned = alignedNetwork(value);
  return aligned && `${value} has bits beyond its prefix: write ${aligned}`;
}
