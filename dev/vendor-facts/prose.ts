type Node = Readonly<Record<string, unknown>>;

const prose = new Set(["description", "example", "examples", "title", "deprecationMessage"]);
const namesOfOthers = new Set(["properties", "inputProperties", "types", "resources"]);

/** Removes prose fields, but not properties that have such a name. */
export function withoutProse(node: unknown, inNames = false): unknown {
  if (Array.isArray(node)) return node.map((item) => withoutProse(item));
  if (typeof node !== "object" || node === null) return node;
  return Object.fromEntries(
    Object.entries(node as Node)
      .filter(([key]) => inNames || !prose.has(key))
      .map(([key, value]) => [key, withoutProse(value, !inNames && namesOfOthers.has(key))]),
  );
}

/** Sorted by name, so that a newer description changes only lines that differ. */
export const sorted = <T>(record: Readonly<Record<string, T>>): Record<string, T> =>
  Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));

/** JSON with one line per member of each nested object. */
export function linesOf(facts: Node): string {
  const members = Object.entries(facts).map(([key, value]) => {
    if (typeof value !== "object" || value === null)
      return `${JSON.stringify(key)}:${JSON.stringify(value)}`;
    const lines = Object.entries(value).map(
      ([name, member]) => `${JSON.stringify(name)}:${JSON.stringify(member ?? null)}`,
    );
    return `${JSON.stringify(key)}:{\n${lines.join(",\n")}\n}`;
  });
  return `{\n${members.join(",\n")}\n}\n`;
}
