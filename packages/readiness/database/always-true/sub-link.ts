import { at, listAt, type SqlNode, textAt } from "../migrations/syntax.ts";
import { columnName, equal, named } from "./nodes.ts";
import type { Surroundings } from "./surroundings.ts";

/**
 * What must hold so that a sub-select is true: `(SELECT x)` is x. A table is taken to have rows,
 * and any of them to be the one looked for: only what is true of each row counts. Undefined: not
 * known.
 */
export function conditionsOf(body: SqlNode, about: Surroundings): readonly unknown[] | undefined {
  const select = at(body, "subselect", "SelectStmt") as SqlNode | undefined;
  if (select === undefined || select.op !== "SETOP_NONE" || isLimited(select)) return undefined;
  const target = at(listAt(select, "targetList")[0], "ResTarget", "val");
  const conditions = select.whereClause === undefined ? [] : [select.whereClause];
  const tables = listAt(select, "fromClause");
  if (body.subLinkType === "EXPR_SUBLINK")
    return tables.length === 0 && conditions.length === 0 ? [target] : undefined;
  if (body.subLinkType === "ANY_SUBLINK" && body.operName === undefined)
    conditions.push(equal(body.testexpr, target));
  else if (body.subLinkType !== "EXISTS_SUBLINK") return undefined;
  return conditions.map((one) => ofKnownRow(one, tables, about));
}

const isLimited = (select: SqlNode): boolean =>
  ["limitOffset", "havingClause", "groupClause", "valuesLists", "withClause"].some(
    (key) => select[key] !== undefined,
  ) ||
  (select.limitCount !== undefined &&
    !(Number(at(select, "limitCount", "A_Const", "ival", "ival")) > 0));

/**
 * Some rows are certain to exist: for each signed-in user one in auth.users with the caller's id,
 * and in the policy's own table the row in question.
 */
function ofKnownRow(condition: unknown, tables: readonly unknown[], about: Surroundings): unknown {
  const [table] = tables;
  if (tables.length !== 1 || at(table, "RangeVar") === undefined) return condition;
  const schema = textAt(table, "RangeVar", "schemaname");
  const name = textAt(table, "RangeVar", "relname");
  const alias = String(at(table, "RangeVar", "alias", "aliasname") ?? name);
  if (schema === "auth" && name === "users")
    return replaceColumns(condition, alias, (column) => (column === "id" ? callerId : undefined));
  return schema === about.schema && name === about.table
    ? replaceColumns(condition, alias, named)
    : condition;
}

const callerId = {
  FuncCall: {
    funcname: [{ String: { sval: "auth" } }, { String: { sval: "uid" } }],
    funcformat: "COERCE_EXPLICIT_CALL",
  },
};

/** Replaces the columns of one table. */
function replaceColumns(
  node: unknown,
  table: string,
  by: (column: string) => SqlNode | undefined,
): unknown {
  if (Array.isArray(node)) return node.map((one) => replaceColumns(one, table, by));
  if (typeof node !== "object" || node === null) return node;
  const column = columnName(node, table);
  const replaced = column === undefined ? undefined : by(column);
  if (replaced !== undefined) return replaced;
  return Object.fromEntries(
    Object.entries(node).map(([key, value]) => [key, replaceColumns(value, table, by)]),
  );
}
