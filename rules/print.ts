import type { Index, Literal, Node, SetItem } from "./syntax.ts";

/** An expression's text again, with parentheses around every condition: parsing it gives the same tree. */
export function print(node: Node): string {
  switch (node.kind) {
    case "literal":
      return printLiteral(node);
    case "not":
      return `not (${print(node.operand)})`;
    case "logical":
      return `(${print(node.left)}) ${node.operator} (${print(node.right)})`;
    case "comparison":
      return `${print(node.left)} ${node.operator} ${printLiteral(node.right)}`;
    case "membership":
      return `${print(node.left)} in ${node.set.kind === "list" ? `$${node.set.name}` : `{${node.set.items.map(printItem).join(" ")}}`}`;
    case "field":
      return node.name + node.index.map(printIndex).join("");
    case "call":
      return `${node.name}(${node.args.map(print).join(", ")})${node.index.map(printIndex).join("")}`;
  }
}

function printItem({ from, to }: SetItem): string {
  return to === null ? printLiteral(from) : `${printLiteral(from)}..${printLiteral(to)}`;
}

function printIndex(index: Index): string {
  if (index.kind === "each") return "[*]";
  return index.kind === "position" ? `[${index.number}]` : `[${quote(index.key)}]`;
}

function printLiteral(literal: Literal): string {
  return literal.type === "String" ? quote(String(literal.value)) : String(literal.value);
}

function quote(text: string): string {
  return `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
}
