import { parseStatements, type Statement } from "./statements.ts";
import { at, listAt, type SqlNode } from "./syntax.ts";

/** An UPDATE or DELETE anywhere in a statement. */
interface RowChange {
  readonly relation: unknown;
  readonly where: unknown;
}

/** Tables in which a statement changes or deletes every row: directly, in a query or in a block. */
export async function everyRowChanged(statement: Statement): Promise<readonly unknown[]> {
  const { kind, node } = statement;
  const inner = kind === "DoStmt" ? await statementsIn(bodyOf(node)) : [];
  return [{ [kind]: node }, ...inner]
    .flatMap(changesIn)
    .filter(({ where }) => where === undefined || isAlwaysTrue(where))
    .map(({ relation }) => relation);
}

function changesIn(value: unknown): RowChange[] {
  if (Array.isArray(value)) return value.flatMap(changesIn);
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, node]) => [
    ...(key === "UpdateStmt" || key === "DeleteStmt"
      ? [{ relation: at(node, "relation"), where: remaining(node as SqlNode) }]
      : []),
    ...(key === "MergeStmt" && mergesItself(node as SqlNode)
      ? [{ relation: at(node, "relation"), where: undefined }]
      : []),
    ...changesIn(node),
  ]);
}

/** The condition, unless all it does is join the table to itself: that leaves no row out. */
function remaining(node: SqlNode): unknown {
  const where = at(node, "whereClause");
  const others = [...listAt(node, "fromClause"), ...listAt(node, "usingClause")];
  const isJoin = at(where, "A_Expr", "lexpr", "ColumnRef") !== undefined;
  return isJoin && others.some((one) => isTable(one, node)) && isKeyPair(where) ? undefined : where;
}

/** Updates or deletes whatever it matches in a second reading of the same table. */
function mergesItself(node: SqlNode): boolean {
  const changes = listAt(node, "mergeWhenClauses").map((one) => at(one, "MergeWhenClause"));
  return (
    isTable(at(node, "sourceRelation"), node) &&
    isKeyPair(at(node, "joinCondition")) &&
    changes.some(
      (one) =>
        at(one, "condition") === undefined &&
        ["CMD_UPDATE", "CMD_DELETE"].includes(String(at(one, "commandType"))),
    )
  );
}

const isTable = (source: unknown, node: SqlNode): boolean =>
  ["schemaname", "relname"].every(
    (key) => at(source, "RangeVar", key) === at(node, "relation", key),
  );

/** `p.id = q.id` */
function isKeyPair(condition: unknown): boolean {
  const [left, right] = ["lexpr", "rexpr"].map((side) =>
    at(listAt(at(condition, "A_Expr", side, "ColumnRef"), "fields").at(-1), "String", "sval"),
  );
  return left !== undefined && left === right;
}

/** `where true`, `where 1 = 1`: no column is involved. */
const isAlwaysTrue = (where: unknown): boolean =>
  at(where, "A_Const") !== undefined ||
  (at(where, "A_Expr", "lexpr", "A_Const") !== undefined &&
    at(where, "A_Expr", "rexpr", "A_Const") !== undefined);

function bodyOf(node: SqlNode): string {
  const parts = listAt(node, "args").map((one) => at(one, "DefElem"));
  const body = parts.find((one) => at(one, "defname") === "as");
  return String(at(body, "arg", "String", "sval") ?? "");
}

const change = /\b(?:update|delete\s+from)\s[^;]*/gi;

/**
 * There is no PL/pgSQL parser here: anything that looks like a change of rows is parsed as SQL,
 * even in the text of an EXECUTE.
 */
async function statementsIn(body: string): Promise<readonly SqlNode[]> {
  const found: SqlNode[] = [];
  for (const [text] of body.matchAll(change)) {
    const whole = text.replace(/\breturning\b[\s\S]*?\binto\b[^;]*$/i, "");
    const quoted = text.replaceAll("''", "\u0000").split("'")[0]?.replaceAll("\u0000", "'") ?? "";
    for (const one of new Set([whole, quoted])) {
      const parsed = await parseStatements(one, "", 1).catch(() => []);
      found.push(...parsed.map(({ kind, node }) => ({ [kind]: node })));
      if (parsed.length > 0) break;
    }
  }
  return found;
}
