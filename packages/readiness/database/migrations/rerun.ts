import type { Statement } from "./statements.ts";
import { listAt, textAt } from "./syntax.ts";

/**
 * The statement without the parts that only the real extension understands, if the rest has the
 * same effect on the schema; undefined when nothing can be removed.
 */
export function rerun({ kind, node, text }: Statement, code: string): string | undefined {
  // Storage parameters of an index, such as pgvector's `with (lists = 100)`.
  if (kind === "IndexStmt" && code === "22023") return text.replace(/\bwith\s*\([^)]*\)/i, "");
  // A version that this server does not have.
  if (kind === "CreateExtensionStmt") return withoutVersion(node);
  return undefined;
}

function withoutVersion(node: Statement["node"]): string | undefined {
  const options = listAt(node, "options");
  const named = (name: string) => options.find((one) => textAt(one, "DefElem", "defname") === name);
  if (named("new_version") === undefined) return undefined;
  const schema = textAt(named("schema"), "DefElem", "arg", "String", "sval");
  const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;
  const place = schema === "" ? "" : ` with schema ${quoted(schema)}`;
  return `create extension if not exists ${quoted(textAt(node, "extname"))}${place}`;
}
