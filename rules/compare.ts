import ipaddr from "ipaddr.js";
import { RE2JS } from "re2js";
import type { Literal, Membership, Operator } from "./syntax.ts";
import type { Value } from "./types.ts";
import { wildcardPattern } from "./wildcard.ts";

export type Test = (value: Value) => boolean;

/** What a comparison with a literal does to a value; patterns and addresses are prepared once. A missing value differs from everything. */
export function comparisonTest(operator: Operator, right: Literal): Test {
  if (right.type === "IP") return addressTest(operator, right);
  const wanted = right.value;
  switch (operator) {
    case "eq":
      return (value) => value === wanted;
    case "ne":
      return (value) => value !== wanted;
    case "contains":
      return (value) => typeof value === "string" && value.includes(String(wanted));
    case "matches":
      return patternTest(RE2JS.compile(String(wanted)), (pattern, text) => pattern.matcher(text).find());
    case "wildcard":
      return patternTest(wildcardPattern(String(wanted), { caseSensitive: false }), (pattern, text) => pattern.matcher(text).matches());
    case "strict wildcard":
      return patternTest(wildcardPattern(String(wanted), { caseSensitive: true }), (pattern, text) => pattern.matcher(text).matches());
    default:
      return (value) => value !== undefined && inOrder(operator, compare(value, wanted));
  }
}

export function membershipTest(set: Membership["set"]): Test {
  if (set.kind === "list") return () => false; // refused by check
  const tests = set.items.map(({ from, to }) => (to === null ? equalTest(from) : rangeTest(from, to)));
  return (value) => value !== undefined && tests.some((test) => test(value));
}

function patternTest(pattern: RE2JS, matches: (pattern: RE2JS, text: string) => boolean): Test {
  return (value) => typeof value === "string" && matches(pattern, value);
}

function equalTest(literal: Literal): Test {
  if (literal.type === "IP" && String(literal.value).includes("/")) {
    const range = ipaddr.parseCIDR(String(literal.value));
    return (value) => {
      const address = parseAddress(value);
      return address !== undefined && address.kind() === range[0].kind() && address.match(range);
    };
  }
  return comparisonTest("eq", literal);
}

function rangeTest(from: Literal, to: Literal): Test {
  const low = comparisonTest("ge", from);
  const high = comparisonTest("le", to);
  return (value) => low(value) && high(value);
}

function addressTest(operator: Operator, right: Literal): Test {
  const wanted = addressKey(ipaddr.parse(String(right.value)));
  return (value) => {
    const address = parseAddress(value);
    if (address === undefined) return operator === "ne";
    return inOrder(operator, compare(addressKey(address), wanted));
  };
}

/** Addresses of one family in order, as text; the family first, so that no IPv4 address lies between IPv6 ones. */
function addressKey(address: ipaddr.IPv4 | ipaddr.IPv6): string {
  return (
    address.kind() +
    address
      .toByteArray()
      .map((byte) => byte.toString(16).padStart(2, "0"))
      .join("")
  );
}

function parseAddress(value: Value): ipaddr.IPv4 | ipaddr.IPv6 | undefined {
  return typeof value === "string" && ipaddr.isValid(value) ? ipaddr.process(value) : undefined;
}

function compare(left: Value, right: Value): number {
  if (left === right) return 0;
  return (left as string | number) < (right as string | number) ? -1 : 1;
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
