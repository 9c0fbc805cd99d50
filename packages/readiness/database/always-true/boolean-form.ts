import { at, listAt, type SqlNode, textAt } from "../migrations/syntax.ts";
import { isClosed } from "./closed.ts";
import { columnName, equal, join, named, not, sameText, strip, truth } from "./nodes.ts";
import { conditionsOf } from "./sub-link.ts";
import type { Surroundings } from "./surroundings.ts";

/**
 * A boolean expression in which what depends on rows is replaced by variables, `v0`, `v1`, …: each
 * may be true or false. What depends only on the caller stays as it is.
 */
export interface BooleanForm {
  readonly node: SqlNode;
  readonly variables: number;
}

/**
 * @param expression the node of an expression printed by PostgreSQL.
 * @param isKept parts that stay as they are although they depend on rows.
 */
export function booleanFormOf(
  expression: unknown,
  surroundings: Surroundings,
  print: (node: unknown) => string,
  isKept: (node: unknown) => boolean = () => false,
): BooleanForm {
  const variables: string[] = [];
  const variable = (key: string): SqlNode => {
    if (!variables.includes(key)) variables.push(key);
    return named(`v${variables.indexOf(key)}`);
  };
  const stays = (node: unknown) => isClosed(node, surroundings.safe) || isKept(node);
  const node = rewrite(expression, { ...surroundings, print, variable, stays });
  return { node, variables: variables.length };
}

interface Rewriting extends Surroundings {
  readonly print: (node: unknown) => string;
  readonly variable: (key: string) => SqlNode;
  readonly stays: (node: unknown) => boolean;
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
  if (about.stays(node)) return node as SqlNode;
  return rewrites[kind]?.(body as SqlNode, about) ?? about.variable(about.print(node));
}

const withArguments = (kind: string, body: SqlNode, about: Rewriting): SqlNode => ({
  [kind]: { ...body, args: listAt(body, "args").map((one) => rewrite(one, about)) },
});

/** `COALESCE(a, b)` is null where both are. */
function rewriteNullTest({ arg, nulltesttype }: SqlNode, about: Rewriting): SqlNode {
  const isNotNull = (one: unknown): SqlNode => {
    const column = columnName(one, about.table);
    if (column !== undefined && about.required.has(column)) return truth;
    const inner = { NullTest: { arg: one, nulltesttype: "IS_NOT_NULL" } };
    return about.stays(one) ? inner : about.variable(about.print(inner));
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

function rewriteSubLink(body: SqlNode, about: Rewriting): SqlNode | undefined {
  const conditions = conditionsOf(body, about);
  if (conditions === undefined) return undefined;
  return conditions.length === 0
    ? truth
    : join(
        "AND_EXPR",
        conditions.map((one) => rewrite(one, about)),
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
