import { at, listAt } from "../migrations/syntax.ts";

/** Those that take long, or as long as their arguments say. */
const slow =
  /^(pg_sleep\w*|generate_series|repeat|pg_advisory\w*|dblink\w*|lo_\w+|query_to_xml\w*)$/;
/** Functions of Supabase that only read who the caller is. */
const ofCaller = ["auth.uid", "auth.jwt", "auth.role", "auth.email"];

/**
 * Whether an expression depends on no row of a table: it may be evaluated in an empty database.
 *
 * @param safe functions of the team that may be called.
 * @param isGiven columns whose values are given.
 */
export function isClosed(
  node: unknown,
  safe: ReadonlyMap<string, string>,
  isGiven: (column: unknown) => boolean = () => false,
): boolean {
  if (Array.isArray(node)) return node.every((one) => isClosed(one, safe, isGiven));
  if (typeof node !== "object" || node === null) return true;
  if ("ColumnRef" in node) return isGiven(node);
  if ("RangeVar" in node || "ParamRef" in node) return false;
  if ("FuncCall" in node && !isSafe(node, safe)) return false;
  return Object.values(node).every((one) => isClosed(one, safe, isGiven));
}

/** With the search path empty, PostgreSQL prints its own functions without a schema. */
function isSafe(node: unknown, safe: ReadonlyMap<string, string>): boolean {
  const parts = listAt(node, "FuncCall", "funcname").map((one) => at(one, "String", "sval"));
  const own = parts[0] === "pg_catalog" ? parts.slice(1) : parts;
  if (own.length === 1) return !slow.test(String(own[0]));
  const name = own.join(".");
  return ofCaller.includes(name) || safe.has(name);
}
