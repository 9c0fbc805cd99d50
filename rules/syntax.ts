/** The syntax tree of an expression of Cloudflare's Rules language. Parentheses are not kept: the tree's shape says it. */
export type Node = LogicalNode | NotNode | CompareNode | InNode | FieldNode | IndexNode | CallNode | LiteralNode;

/** Where a node begins; lines and columns count from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

export type LogicalOperator = "and" | "xor" | "or";

/** Two or more operands, joined by the same operator. */
export interface LogicalNode {
  readonly kind: "logical";
  readonly operator: LogicalOperator;
  readonly operands: readonly Node[];
  readonly place: Place;
}

export interface NotNode {
  readonly kind: "not";
  readonly operand: Node;
  readonly place: Place;
}

export const compareOperators = ["eq", "ne", "lt", "le", "gt", "ge", "contains", "matches", "wildcard", "strict wildcard"] as const;
export type CompareOperator = (typeof compareOperators)[number];

export interface CompareNode {
  readonly kind: "compare";
  readonly operator: CompareOperator;
  readonly left: Node;
  readonly right: LiteralNode;
  readonly place: Place;
}

export interface InNode {
  readonly kind: "in";
  readonly left: Node;
  readonly items: readonly SetItem[];
  readonly place: Place;
}

/** A value, or a range with both ends in it. `to` of a network is its prefix length: `10.0.0.0/8`. */
export type SetItem =
  | { readonly kind: "value"; readonly value: LiteralNode }
  | { readonly kind: "range"; readonly from: LiteralNode; readonly to: LiteralNode }
  | { readonly kind: "network"; readonly address: string; readonly bits: number; readonly place: Place };

export interface FieldNode {
  readonly kind: "field";
  readonly name: string;
  readonly place: Place;
}

/** `["name"]` of a map, `[0]` of an array, `[*]` of either: every element. */
export interface IndexNode {
  readonly kind: "index";
  readonly target: Node;
  readonly key: IndexKey;
  readonly place: Place;
}

export type IndexKey = { readonly name: string } | { readonly position: number } | "each";

export interface CallNode {
  readonly kind: "call";
  readonly name: string;
  readonly args: readonly Node[];
  readonly place: Place;
}

export type LiteralNode =
  | { readonly kind: "text"; readonly value: string; readonly place: Place }
  | { readonly kind: "regex"; readonly source: string; readonly place: Place }
  | { readonly kind: "number"; readonly value: number; readonly place: Place }
  | { readonly kind: "address"; readonly value: string; readonly place: Place }
  | { readonly kind: "boolean"; readonly value: boolean; readonly place: Place };
