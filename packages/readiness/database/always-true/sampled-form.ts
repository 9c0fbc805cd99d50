import { at, listAt, type SqlNode } from "../migrations/syntax.ts";
import { booleanFormOf } from "./boolean-form.ts";
import { isClosed } from "./closed.ts";
import { columnName, named } from "./nodes.ts";
import { type Constants, constantsIn, constantsOf, sampleValues } from "./sample-values.ts";
import type { Surroundings } from "./surroundings.ts";

/** More combinations of values would take too long. */
const mostRows = 4000;

/** A boolean expression over columns, and the values to try for each of them. */
export interface SampledForm {
  readonly node: SqlNode;
  readonly variables: number;
  readonly columns: readonly SampledColumn[];
}

export interface SampledColumn {
  readonly name: string;
  readonly type: string;
  readonly values: readonly (string | null)[];
}

/**
 * An expression whose columns of the policy's table stay, to be evaluated for typical values:
 * `length(body) >= 0` holds for each. Undefined where that would be too many, or no column is left.
 */
export function sampledFormOf(
  expression: unknown,
  surroundings: Surroundings,
  print: (node: unknown) => string,
): SampledForm | undefined {
  const { tree, counts } = withoutCounts(expression);
  const constants = constantsOfAll(tree, surroundings.safe);
  const sampled = new Map<string, SampledColumn>();
  const isGiven = (column: unknown) => {
    const name = columnName(column, surroundings.table) ?? "";
    const one = counts.includes(name)
      ? countColumn(name, constants)
      : columnOf(name, surroundings, constants);
    if (one !== undefined) sampled.set(name, one);
    return one !== undefined;
  };
  const isKept = (node: unknown) => isClosed(node, surroundings.safe, isGiven);
  const { node, variables } = booleanFormOf(tree, surroundings, print, isKept);
  const used = [...sampled.values()];
  const rows = used.reduce((product, { values }) => product * values.length, 2 ** variables);
  return used.length === 0 || rows > mostRows ? undefined : { node, variables, columns: used };
}

function columnOf(
  name: string,
  { columns, required }: Surroundings,
  constants: Constants,
): SampledColumn | undefined {
  const type = columns.get(name);
  const values = type === undefined ? undefined : sampleValues(type, constants, name);
  if (type === undefined || values === undefined) return undefined;
  return {
    name,
    // `character` alone is a single one.
    type: type === "character" ? "bpchar" : type,
    values: required.has(name) ? values : [...values, null],
  };
}

function countColumn(name: string, constants: Constants): SampledColumn {
  const values = sampleValues("bigint", constants) ?? [];
  return { name, type: "bigint", values: values.filter((value) => !value.startsWith("-")) };
}

function constantsOfAll(tree: unknown, safe: ReadonlyMap<string, string>): Constants {
  const all = [constantsIn(tree), ...[...safe.values()].map(constantsOf)];
  return {
    numbers: [...new Set(all.flatMap(({ numbers }) => numbers))],
    texts: [...new Set(all.flatMap(({ texts }) => texts))],
  };
}

/** `(SELECT count(*) FROM …)` is a number that is at least zero. */
function withoutCounts(expression: unknown): { tree: unknown; counts: readonly string[] } {
  const counts: string[] = [];
  const replace = (node: unknown): unknown => {
    if (Array.isArray(node)) return node.map(replace);
    if (typeof node !== "object" || node === null) return node;
    if (isCount(node)) {
      const name = `seaworthy_count_${counts.length}`;
      counts.push(name);
      return named(name);
    }
    return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, replace(value)]));
  };
  return { tree: replace(expression), counts };
}

function isCount(node: object): boolean {
  if (at(node, "SubLink", "subLinkType") !== "EXPR_SUBLINK") return false;
  const select = at(node, "SubLink", "subselect", "SelectStmt");
  const target = at(listAt(select, "targetList")[0], "ResTarget", "val");
  const name = listAt(target, "FuncCall", "funcname").map((one) => at(one, "String", "sval"));
  return name.at(-1) === "count" && at(select, "groupClause") === undefined;
}
