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
      ? [{ relation: at(node, "relation"), where: at(node, "whereClause") }]
      : []),
    ...changesIn(node),
  ]);
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
