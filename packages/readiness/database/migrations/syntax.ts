/** A node of PostgreSQL's own syntax tree, as JSON. */
export type SqlNode = { readonly [key: string]: unknown };

/** Readers of the syntax tree, which wraps each value in an object named after its type. */
const isNode = (value: unknown): value is SqlNode =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export const at = (value: unknown, ...path: readonly string[]): unknown =>
  path.reduce<unknown>((inner, key) => (isNode(inner) ? inner[key] : undefined), value);

export const listAt = (value: unknown, ...path: readonly string[]): readonly unknown[] => {
  const found = at(value, ...path);
  return Array.isArray(found) ? found : [];
};

export const textAt = (value: unknown, ...path: readonly string[]): string =>
  String(at(value, ...path) ?? "");
