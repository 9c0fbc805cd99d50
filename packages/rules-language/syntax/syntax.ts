/** The syntax tree of an expression. `at` is the text offset of the node's first character. */
export type Node = Logical | Not | Comparison | Membership | Field | Call | Literal;

export interface Logical {
  readonly kind: "logical";
  readonly operator: "and" | "or" | "xor";
  readonly left: Node;
  readonly right: Node;
  readonly at: number;
}

interface Not {
  readonly kind: "not";
  readonly operand: Node;
  readonly at: number;
}

export type Operator =
  | "eq"
  | "ne"
  | "lt"
  | "le"
  | "gt"
  | "ge"
  | "contains"
  | "matches"
  | "wildcard"
  | "strict wildcard";

export interface Comparison {
  readonly kind: "comparison";
  readonly operator: Operator;
  readonly left: Node;
  /** A literal, or a request value for eq, ne, lt, le, gt and ge. */
  readonly right: Literal | Field | Call;
  readonly at: number;
}

export interface Membership {
  readonly kind: "membership";
  readonly left: Node;
  readonly set:
    | { readonly kind: "items"; readonly items: readonly SetItem[] }
    | { readonly kind: "list"; readonly name: string };
  readonly at: number;
}

/** One value, or an inclusive range. */
export interface SetItem {
  readonly from: Literal;
  readonly to: Literal | null;
}

export type Index =
  | { readonly kind: "each" }
  | { readonly kind: "position"; readonly number: number }
  | { readonly kind: "key"; readonly key: string };

export interface Field {
  readonly kind: "field";
  readonly name: string;
  readonly index: readonly Index[];
  readonly at: number;
}

export interface Call {
  readonly kind: "call";
  readonly name: string;
  readonly args: readonly Node[];
  readonly index: readonly Index[];
  readonly at: number;
}

export interface Literal {
  readonly kind: "literal";
  readonly type: "String" | "Int" | "Bool" | "IP";
  readonly value: string | number | boolean;
  readonly at: number;
}
