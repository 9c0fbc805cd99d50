import type { Node } from "@seaworthy/rules-language/index";
import { exampleOfPattern } from "./pattern-example.ts";

type Field = Extract<Node, { kind: "field" }>;

/** What a condition reads, and the values that it names. */
export interface Leaf {
  readonly fields: readonly Field[];
  readonly texts: readonly string[];
  readonly numbers: readonly number[];
}

/** Everything in a condition that can determine its result. */
export function readLeaf(node: Node): Leaf {
  const leaf = { fields: [] as Field[], texts: [] as string[], numbers: [] as number[] };
  visit(node, leaf);
  return {
    fields: leaf.fields,
    texts: [...new Set(leaf.texts)].slice(0, most),
    numbers: [...new Set(leaf.numbers)].slice(0, most),
  };
}

/** A set of hundreds of values is one condition: a few of them show its effect. */
const most = 8;

interface Found {
  readonly fields: Field[];
  readonly texts: string[];
  readonly numbers: number[];
}

function visit(node: Node, found: Found): void {
  switch (node.kind) {
    case "field":
      found.fields.push(node);
      return;
    case "literal":
      literal(node.value, found);
      return;
    case "not":
      visit(node.operand, found);
      return;
    case "call":
      for (const arg of node.args) visit(arg, found);
      return;
    case "membership":
      visit(node.left, found);
      if (node.set.kind === "items")
        for (const { from, to } of node.set.items) {
          literal(from.value, found);
          if (to !== null) literal(to.value, found);
        }
      return;
    case "logical":
      visit(node.left, found);
      visit(node.right, found);
      return;
    case "comparison":
      visit(node.left, found);
      compared(node.operator, node.right, found);
  }
}

function compared(operator: string, right: Node, found: Found): void {
  if (right.kind !== "literal") visit(right, found);
  else literal(valueThat(operator, right.value), found);
}

/** A value for which the comparison is true. */
function valueThat(operator: string, value: string | number | boolean): typeof value {
  if (operator === "matches") return exampleOfPattern(String(value));
  return operator.endsWith("wildcard") ? String(value).replaceAll(/(?<!\\)\*/g, "x") : value;
}

function literal(value: string | number | boolean, { texts, numbers }: Found): void {
  if (typeof value === "string") texts.push(value);
  if (typeof value === "number") numbers.push(value, value - 1, value + 1);
}
