import { findList, type NamedList, type NamedLists } from "../lists.ts";
import { compilePattern } from "../patterns/pattern.ts";
import { captureWildcard, wildcard } from "../patterns/wildcard.ts";
import { redirectFinder } from "../redirects.ts";
import type { Literal, Membership, Operator, SetItem } from "../syntax/syntax.ts";
import { addressKey, networkKeys } from "../values/addresses.ts";
import { lowerAscii } from "../values/bytes.ts";
import { rangeSet } from "../values/ranges.ts";
import type { Type, Value } from "../values/types.ts";

export type Test = (value: Value) => boolean;

/** A comparison of two request values; false when either is missing. */
export function dynamicTest(
  operator: Operator,
  type: Type,
): (left: Value, right: Value) => boolean {
  if (type === "IP") return (left, right) => sameAddress(left, right, operator === "eq");
  return (left, right) => {
    if (typeof left === "number" && typeof right === "number")
      return inOrder(operator, left - right);
    if (typeof left !== "string" || typeof right !== "string") return false;
    return inOrder(operator, left < right ? -1 : left > right ? 1 : 0);
  };
}

function sameAddress(left: Value, right: Value, wanted: boolean): boolean {
  const [one, other] = [left, right].map((value) =>
    typeof value === "string" ? addressKey(value) : undefined,
  );
  return one !== undefined && other !== undefined && (one === other) === wanted;
}

/**
 * Compiles a comparison with a literal; patterns and addresses are prepared once. A missing value
 * fails every comparison, including `ne` (rules-language/values, notes).
 */
export function comparisonTest(operator: Operator, right: Literal): Test {
  if (right.type === "IP") return addressTest(operator, networkKeys(String(right.value))[0]);
  if (right.type === "String") return textTest(operator, String(right.value));
  const wanted = Number(right.value);
  return (value) => typeof value === "number" && inOrder(operator, value - wanted);
}

function textTest(operator: Operator, wanted: string): Test {
  const ofText =
    (test: (text: string) => boolean): Test =>
    (value) =>
      typeof value === "string" && test(value);
  switch (operator) {
    case "eq":
      return (value) => value === wanted;
    case "ne":
      return ofText((text) => text !== wanted);
    case "contains":
      return ofText((text) => text.includes(wanted));
    case "matches":
      return ofText(compilePattern(wanted).test);
    case "wildcard":
    case "strict wildcard": {
      const pattern = wildcard(wanted, { caseSensitive: operator === "strict wildcard" });
      return ofText((text) => captureWildcard(pattern, text) !== undefined);
    }
    default:
      return ofText((text) => inOrder(operator, text < wanted ? -1 : text > wanted ? 1 : 0));
  }
}

function addressTest(operator: Operator, wanted: string): Test {
  return (value) => {
    const key = typeof value === "string" ? addressKey(value) : undefined;
    return key !== undefined && (key === wanted) === (operator === "eq");
  };
}

function inOrder(operator: Operator, order: number): boolean {
  switch (operator) {
    case "eq":
      return order === 0;
    case "ne":
      return order !== 0;
    case "lt":
      return order < 0;
    case "le":
      return order <= 0;
    case "gt":
      return order > 0;
    default:
      return order >= 0;
  }
}

export function membershipTest(set: Membership["set"], lists?: NamedLists): Test {
  if (set.kind === "items") return itemsTest(set.items);
  const list = findList(set.name, lists);
  return list ? listTest(list) : () => false; // rejected by check
}

function itemsTest(items: readonly SetItem[]): Test {
  const [first] = items;
  if (first?.from.type === "IP")
    return addressesTest(
      items.map(({ from, to }) => [String(from.value), String((to ?? from).value)]),
    );
  if (first?.from.type === "Int")
    return numbersTest(
      items.map(({ from, to }) => [Number(from.value), Number((to ?? from).value)]),
    );
  const texts = new Set(items.map(({ from }) => from.value));
  return (value) => typeof value === "string" && texts.has(value);
}

function listTest(list: NamedList): Test {
  if (list.kind === "ip") return addressesTest(list.items.map((item) => [item, item]));
  if (list.kind === "asn") return numbersTest(list.items.map((item) => [item, item]));
  if (list.kind === "redirect") {
    const find = redirectFinder(list.items);
    return (value) => typeof value === "string" && find(value) !== undefined;
  }
  const names = new Set(list.items.map(lowerAscii));
  return (value) =>
    typeof value === "string" &&
    (names.has(value) || parents(value).some((parent) => names.has(`*${parent}`)));
}

/** `.b.example` and `.example` for `a.b.example`: the keys of `*.b.example` and `*.example`. */
function parents(host: string): string[] {
  return [...host.matchAll(/\./g)].map(({ index }) => host.slice(index));
}

function numbersTest(ranges: readonly (readonly [low: number, high: number])[]): Test {
  const numbers = rangeSet(ranges);
  return (value) => typeof value === "number" && numbers.has(value);
}

function addressesTest(ranges: readonly (readonly [low: string, high: string])[]): Test {
  const addresses = rangeSet(
    ranges.map(([low, high]) => [networkKeys(low)[0], networkKeys(high)[1]] as const),
  );
  return (value) => {
    const key = typeof value === "string" ? addressKey(value) : undefined;
    return key !== undefined && addresses.has(key);
  };
}
