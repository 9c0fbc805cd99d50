import { at, listAt, type SqlNode } from "../migrations/syntax.ts";

export const truth: SqlNode = { A_Const: { boolval: { boolval: true } } };

export const named = (column: string): SqlNode => ({
  ColumnRef: { fields: [{ String: { sval: column } }] },
});

/** The column's name, if it is one of that table. */
export function columnName(node: unknown, table: string): string | undefined {
  const fields = listAt(node, "ColumnRef", "fields").map((one) => at(one, "String", "sval"));
  const [column, qualifier = table] = fields.toReversed();
  return qualifier === table && typeof column === "string" ? column : undefined;
}

/** Without casts. */
export function strip(node: unknown): unknown {
  const inner = at(node, "TypeCast", "arg");
  return inner === undefined ? node : strip(inner);
}

export const sameText = (one: unknown, other: unknown, print: (node: unknown) => string): boolean =>
  one !== undefined && other !== undefined && print(strip(one)) === print(strip(other));

export const not = (node: SqlNode): SqlNode => ({
  BoolExpr: { boolop: "NOT_EXPR", args: [node] },
});

export const join = (boolop: "OR_EXPR" | "AND_EXPR", args: readonly SqlNode[]): SqlNode => ({
  BoolExpr: { boolop, args },
});

export const equal = (lexpr: unknown, rexpr: unknown): SqlNode => ({
  A_Expr: { kind: "AEXPR_OP", name: [{ String: { sval: "=" } }], lexpr, rexpr },
});
