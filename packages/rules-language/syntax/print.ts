import { toBytes, toText } from "../values/bytes.ts";
import type { Comparison, Index, Literal, Node, SetItem } from "./syntax.ts";

/**
 * The text of a syntax tree, with parentheses around every condition: parsing it gives the same
 * tree.
 */
export function print(node: Node): string {
  switch (node.kind) {
    case "literal":
      return printLiteral(node);
    case "not":
      return `not (${print(node.operand)})`;
    case "logical":
      return `(${print(node.left)}) ${node.operator} (${print(node.right)})`;
    case "comparison":
      return printComparison(node);
    case "membership":
      return `${print(node.left)} in ${node.set.kind === "list" ? `$${node.set.name}` : `{${node.set.items.map(printItem).join(" ")}}`}`;
    case "field":
      return node.name + node.index.map(printIndex).join("");
    case "call":
      return `${node.name}(${node.args.map(print).join(", ")})${node.index.map(printIndex).join("")}`;
  }
}

/** Regular expressions are printed raw: quoted strings have their own escapes. */
function printComparison({ left, operator, right }: Comparison): string {
  return `${print(left)} ${operator} ${operator === "matches" && right.kind === "literal" ? raw(toText(String(right.value))) : print(right)}`;
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

/** Text where the bytes are UTF-8, otherwise `\xHH`. */
function quote(bytes: string): string {
  const escaped = bytes.replaceAll("\\", "\\\\").replaceAll('"', '\\"');
  const text = toText(escaped);
  return `"${toBytes(text) === escaped ? text : escaped.replace(/[\u0080-\u00ff]/g, hexadecimal)}"`;
}

const hexadecimal = (byte: string) => `\\x${byte.charCodeAt(0).toString(16)}`;

function raw(text: string): string {
  const longest = Math.max(
    -1,
    ...[...text.matchAll(/"(#*)/g)].map(([, hashes = ""]) => hashes.length),
  );
  const hashes = "#".repeat(longest + 1);
  return `r${hashes}"${text}"${hashes}`;
}
