import { at, listAt, type SqlNode, textAt } from "../migrations/syntax.ts";
import { isClosed } from "./closed.ts";
import { columnName, named, sameText, strip, truth } from "./nodes.ts";

/** What is known about the database that an expression belongs to. */
export interface Surroundings {
  /** The policy's table. */
  readonly table: string;
  /** Its columns that are never null. */
  readonly required: ReadonlySet<string>;
  /** Functions of the team, as `schema.name`, whose result depends only on the caller. */
  readonly safe: ReadonlySet<string>;
}

/**
 * A boolean expression in which everything that depends on rows is replaced by variables, `v0`,
 * `v1`, …: each may be true or false. What depends only on the caller stays as it is.
 */
export interface BooleanForm {
  readonly node: SqlNode;
  readonly variables: number;
}

/** @param expression the node of an expression printed by PostgreSQL. */
export function booleanFormOf(
  expression: unknown,
  surroundings: Surroundings,
  print: (node: unknown) => string,
): BooleanForm {
  const variables: string[] = [];
  const variable = (key: string): SqlNode => {
    if (!variables.includes(key)) variables.push(key);
    return named(`v${variables.indexOf(key)}`);
  };
  const node = rewrite(expression, { ...surroundings, print, variable });
  return { node, variables: variables.length };
}

interface Rewriting extends Surroundings {
  readonly print: (node: unknown) => string;
  readonly variable: (key: string) => SqlNode;
}

type Rewrite = (body: SqlNode, rewriting: Rewriting) => SqlNode | undefined;

/** Undefined: nothing is known about it, so it becomes a variable. */
const rewrites: Readonly<Record<string, Rewrite>> = {
  BoolExpr: (body, about) => withArguments("BoolExpr", body, about),
  CoalesceExpr: (body, about) => withArguments("CoalesceExpr", body, about),
  BooleanTest: (body, about) => ({ BooleanTest: { ...body, arg: rewrite(body.arg, about) } }),
  NullTest: rewriteNullTest,
  CaseExpr: rewriteCase,
  SubLink: rewriteSubLink,
  A_Expr: rewriteComparison,
};

function rewrite(node: unknown, about: Rewriting): SqlNode {
  const [kind = "", body] = Object.entries(node as SqlNode)[0] ?? [];
  if (isClosed(node, about.safe)) return node as SqlNode;
  return rewrites[kind]?.(body as SqlNode, about) ?? about.variable(about.print(node));
}

const withArguments = (kind: string, body: SqlNode, about: Rewriting): SqlNode => ({
  [kind]: { ...body, args: listAt(body, "args").map((one) => rewrite(one, about)) },
});

const not = (node: SqlNode): SqlNode => ({ BoolExpr: { boolop: "NOT_EXPR", args: [node] } });
const join = (boolop: "OR_EXPR" | "AND_EXPR", args: readonly SqlNode[]): SqlNode => ({
  BoolExpr: { boolop, args },
});

/** `COALESCE(a, b)` is null where both are. */
function rewriteNullTest({ arg, nulltesttype }: SqlNode, about: Rewriting): SqlNode {
  const isNotNull = (one: unknown): SqlNode => {
    const column = columnName(one, about.table);
    if (column !== undefined && about.required.has(column)) return truth;
    const inner = { NullTest: { arg: one, nulltesttype: "IS_NOT_NULL" } };
    return isClosed(one, about.safe) ? inner : about.variable(about.print(inner));
  };
  const inner = strip(arg);
  const parts = listAt(inner, "CoalesceExpr", "args");
  const present = parts.length > 0 ? join("OR_EXPR", parts.map(isNotNull)) : isNotNull(inner);
  return nulltesttype === "IS_NOT_NULL" ? present : not(present);
}

/** `CASE a WHEN 1 THEN …` compares; without ELSE the result is null. */
function rewriteCase({ arg, args, defresult }: SqlNode, about: Rewriting): SqlNode {
  const condition = (when: unknown) =>
    arg === undefined ? at(when, "CaseWhen", "expr") : equal(arg, at(when, "CaseWhen", "expr"));
  const whens = (args as readonly unknown[]).map((when) => ({
    CaseWhen: {
      expr: rewrite(condition(when), about),
      result: rewrite(at(when, "CaseWhen", "result"), about),
    },
  }));
  return {
    CaseExpr: {
      args: whens,
      ...(defresult === undefined ? {} : { defresult: rewrite(defresult, about) }),
    },
  };
}

const equal = (lexpr: unknown, rexpr: unknown): SqlNode => ({
  A_Expr: { kind: "AEXPR_OP", name: [{ String: { sval: "=" } }], lexpr, rexpr },
});

/**
 * `(SELECT x)` is x. A table is taken to have rows, and any of them to be the one looked for: only
 * what is true of each row counts.
 */
function rewriteSubLink(body: SqlNode, about: Rewriting): SqlNode | undefined {
  const select = at(body, "subselect", "SelectStmt") as SqlNode | undefined;
  if (select === undefined || select.op !== "SETOP_NONE" || isLimited(select)) return undefined;
  const target = at(listAt(select, "targetList")[0], "ResTarget", "val");
  const conditions = select.whereClause === undefined ? [] : [select.whereClause];
  const tables = listAt(select, "fromClause");
  if (body.subLinkType === "EXPR_SUBLINK")
    return tables.length === 0 && conditions.length === 0 ? rewrite(target, about) : undefined;
  if (body.subLinkType === "ANY_SUBLINK" && body.operName === undefined)
    conditions.push(equal(body.testexpr, target));
  else if (body.subLinkType !== "EXISTS_SUBLINK") return undefined;
  const own = conditions.map((one) => ofCaller(one, tables));
  return own.length === 0
    ? truth
    : join(
        "AND_EXPR",
        own.map((one) => rewrite(one, about)),
      );
}

const isLimited = (select: SqlNode): boolean =>
  ["limitCount", "limitOffset", "havingClause", "groupClause", "valuesLists", "withClause"].some(
    (key) => select[key] !== undefined,
  );

/** Each signed-in user has a row in auth.users: with the caller's id. */
function ofCaller(condition: unknown, tables: readonly unknown[]): unknown {
  const [table] = tables;
  const name = `${textAt(table, "RangeVar", "schemaname")}.${textAt(table, "RangeVar", "relname")}`;
  if (tables.length !== 1 || name !== "auth.users") return condition;
  const alias = at(table, "RangeVar", "alias", "aliasname") ?? "users";
  return replaceColumn(condition, String(alias));
}

const callerId = {
  FuncCall: {
    funcname: [{ String: { sval: "auth" } }, { String: { sval: "uid" } }],
    funcformat: "COERCE_EXPLICIT_CALL",
  },
};

function replaceColumn(node: unknown, table: string): unknown {
  if (Array.isArray(node)) return node.map((one) => replaceColumn(one, table));
  if (typeof node !== "object" || node === null) return node;
  if (columnName(node, table) === "id") return callerId;
  return Object.fromEntries(
    Object.entries(node).map(([key, value]) => [key, replaceColumn(value, table)]),
  );
}

/** Operators that hold between a value and itself. */
const reflexive = ["=", ">=", "<=", "~~", "~~*"];
/** Written as the negation of another, so that both are the same variable. */
const negations: Readonly<Record<string, string>> = { "<>": "=", ">=": "<", "<=": ">" };
const opposites: Readonly<Record<string, string>> = { "!~~": "~~", "!~~*": "~~*", "!~": "~" };
/** Patterns that any text matches. */
const anyText: Readonly<Record<string, RegExp>> = {
  "~~": /^%+$/,
  "~~*": /^%+$/,
  "~": /^\^?(\.\*)?\$?$/,
  "~*": /^\^?(\.\*)?\$?$/,
};

function rewriteComparison(body: SqlNode, about: Rewriting): SqlNode | undefined {
  const { kind, lexpr, rexpr } = body;
  const operator = textAt(listAt(body, "name")[0], "String", "sval");
  const same = () => sameText(lexpr, rexpr, about.print);
  // PostgreSQL prints IS NOT DISTINCT FROM as the negation of this one.
  if (kind === "AEXPR_DISTINCT" && same()) return not(truth);
  const withConstant = comparedWithConstant(body, operator, about);
  if (withConstant !== undefined) return withConstant;
  if (kind === "AEXPR_OP_ANY" || kind === "AEXPR_IN") return isOneOf(body, operator, about);
  if (kind === "AEXPR_OP_ALL" && operator === "<>")
    return not(rewrite({ A_Expr: { ...body, kind: "AEXPR_OP_ANY", name: nameOf("=") } }, about));
  if (kind !== "AEXPR_OP" || lexpr === undefined) return undefined;
  if (reflexive.includes(operator) && same()) return truth;
  if (anyText[operator]?.test(textOf(rexpr) ?? "\0") === true) return truth;
  const positive = negations[operator] ?? opposites[operator];
  if (positive === undefined) return undefined;
  return not(rewrite({ A_Expr: { ...body, name: nameOf(positive) } }, about));
}

const nameOf = (operator: string) => [{ String: { sval: operator } }];
const textOf = (node: unknown): string | undefined => {
  const text = at(strip(node), "A_Const", "sval", "sval") ?? at(strip(node), "A_Const", "sval");
  if (text === undefined) return undefined;
  // The parser leaves out the value of an empty string.
  return typeof text === "string" ? text : "";
};

/** `x = true`, `x IS DISTINCT FROM false`: the other side is boolean. */
function comparedWithConstant(
  body: SqlNode,
  operator: string,
  about: Rewriting,
): SqlNode | undefined {
  const isBoolean = (side: unknown) => at(strip(side), "A_Const", "boolval") !== undefined;
  const isEquality = ["=", "<>"].includes(operator);
  if (!isEquality || !["AEXPR_OP", "AEXPR_DISTINCT"].includes(String(body.kind))) return undefined;
  if (!isBoolean(body.lexpr) && !isBoolean(body.rexpr)) return undefined;
  return {
    A_Expr: { ...body, lexpr: rewrite(body.lexpr, about), rexpr: rewrite(body.rexpr, about) },
  };
}

/** `x = ANY (ARRAY[x, …])` */
function isOneOf(body: SqlNode, operator: string, about: Rewriting): SqlNode | undefined {
  const elements = listAt(strip(body.rexpr), "A_ArrayExpr", "elements");
  const list = elements.length > 0 ? elements : listAt(body.rexpr, "List", "items");
  const includes = list.some((one) => sameText(one, body.lexpr, about.print));
  return operator === "=" && includes ? truth : undefined;
}
