/** Sorts imports by path and the names inside their braces, like the linter. */
export function sortedImports(text: string): string {
  const line = /^import (type )?\{ ([^}]+) \} from "(\.\/[^"]+)";\n/gm;
  const found = [...text.matchAll(line)];
  const [first] = found;
  if (first === undefined) return text;
  const rest = text.replace(line, "");
  const sorted = found
    .map(([, type = "", names = "", from = ""]) => ({ type, names: sortedNames(names), from }))
    .sort((one, other) => (one.from < other.from ? -1 : 1))
    .map(({ type, names, from }) => importLine(type, names, from));
  return rest.slice(0, first.index) + sorted.join("") + rest.slice(first.index);
}

const plain = (name: string): string => name.replace(/^type /, "");

const sortedNames = (names: string): string[] =>
  names.split(", ").sort((one, other) => inOrder(plain(one), plain(other)));

/** Alphabetically; case only breaks ties. */
function inOrder(one: string, other: string): number {
  const at = [...one].findIndex((sign, index) => sign !== other[index]);
  if (at < 0) return one.length - other.length;
  const [a = "", b = ""] = [one[at], other[at]];
  if (b === "") return 1;
  const [lowA, lowB] = [a.toLowerCase(), b.toLowerCase()];
  return lowA === lowB ? (a < b ? -1 : 1) : lowA < lowB ? -1 : 1;
}

function importLine(type: string, names: readonly string[], from: string): string {
  const line = `import ${type}{ ${names.join(", ")} } from "${from}";\n`;
  if (line.length <= 101) return line;
  return `import ${type}{\n${names.map((name) => `  ${name},\n`).join("")}} from "${from}";\n`;
}
