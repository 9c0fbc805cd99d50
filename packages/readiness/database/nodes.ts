import type { SqlNode } from "./statements.ts";

/** Readers of PostgreSQL's syntax tree, which wraps each value in an object of its type's name. */
export const isNode = (value: unknown): value is SqlNode =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export const at = (value: unknown, ...path: readonly string[]): unknown =>
  path.reduce<unknown>((inner, key) => (isNode(inner) ? inner[key] : undefined), value);

export const listAt = (value: unknown, ...path: readonly string[]): readonly unknown[] => {
  const found = at(value, ...path);
  return Array.isArray(found) ? found : [];
};

export const textAt = (value: unknown, ...path: readonly string[]): string =>
  String(at(value, ...path) ?? "");

/** Texts of a list of `String` nodes. */
export const textsAt = (value: unknown, ...path: readonly string[]): string[] =>
  listAt(value, ...path).map((one) => textAt(one, "String", "sval"));

export interface Name {
  readonly schema: string;
  readonly name: string;
}

/** A table as it is named in a statement; without a schema it is in `public`. */
export const relation = (node: unknown): Name => ({
  schema: textAt(node, "schemaname") || "public",
  name: textAt(node, "relname"),
});

/** A name in parts: `public`, `f`. */
export function qualified(parts: readonly string[]): Name {
  const [name = "", schema = "public"] = [...parts].reverse();
  return { schema, name };
}

export const roleName = (node: unknown): string =>
  (textAt(node, "RoleSpec", "rolename") || "public").toLowerCase();

/** A type as people write it: `uuid`, `regclass`. */
export const typeName = (node: unknown): string =>
  textsAt(node, "names")
    .filter((part) => part !== "pg_catalog")
    .join(".")
    .toLowerCase();

/** What stands in the parentheses after a word of a statement: of `using (a = 1)`, `a = 1`. */
export function clause(text: string, word: RegExp): string | undefined {
  const start = word.exec(text);
  if (start === null) return undefined;
  const from = start.index + start[0].length;
  let depth = 1;
  for (let index = from; index < text.length; index += 1) {
    if (text[index] === "(") depth += 1;
    if (text[index] === ")") depth -= 1;
    if (depth === 0) return text.slice(from, index).replaceAll(/\s+/g, " ").trim();
  }
  return undefined;
}
