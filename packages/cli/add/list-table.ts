import { SeaworthyError } from "@seaworthy/core/errors";

/** An entry of a table: an import, and its name in the exported list. */
export interface TableEntry {
  readonly identifier: string;
  /** As in the import: `./modules/notes/module.ts`. */
  readonly from: string;
}

const imports = /^import \{ (\w+) \} from "(\.\/[^"]+)";\n/gm;

/**
 * A table's text with one more entry; imports and list stay sorted where they were. Throws USAGE
 * for an unexpected format or an existing entry.
 */
export function addToTable(text: string, list: string, { identifier, from }: TableEntry): string {
  const found = new RegExp(`(?<=^export const ${list}\\b[^=]*= \\[)[^\\]]*(?=\\])`, "m").exec(text);
  if (found === null)
    throw new SeaworthyError(
      "USAGE",
      `The table has no line that begins with "export const ${list} = [". Nothing was written.`,
    );
  const names = found[0]
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
  if (names.includes(identifier))
    throw new SeaworthyError("USAGE", `The table has ${identifier} already. Nothing was written.`);
  const after = names.filter((name) => name < identifier).length;
  const all = [...names.slice(0, after), identifier, ...names.slice(after)];
  const listed =
    text.slice(0, found.index) +
    listText(all, found, text) +
    text.slice(found.index + found[0].length);
  return withImport(listed, identifier, from);
}

/** One line where it fits, as the formatter would write it. */
function listText(names: readonly string[], { index }: RegExpExecArray, text: string): string {
  const line = names.join(", ");
  const begin = text.lastIndexOf("\n", index) + 1;
  const fits = index - begin + line.length + 2 <= 100;
  return fits ? line : `\n${names.map((name) => `  ${name},\n`).join("")}`;
}

function withImport(text: string, identifier: string, from: string): string {
  const line = `import { ${identifier} } from "${from}";\n`;
  const before = [...text.matchAll(imports)].filter(([, , other = ""]) => other < from).at(-1);
  if (before !== undefined) {
    const at = before.index + before[0].length;
    return text.slice(0, at) + line + text.slice(at);
  }
  const [first] = text.matchAll(imports);
  if (first !== undefined) return text.slice(0, first.index) + line + text.slice(first.index);
  const others = /^(?:import [^;]+;\n)*/.exec(text)?.[0] ?? "";
  return others + line + (others === "" ? "\n" : "") + text.slice(others.length);
}
