/** Columns as psql prints them; NULL is empty. */
export function renderTable(
  names: readonly string[],
  rows: readonly (readonly unknown[])[],
): string {
  const cells = rows.map((row) => names.map((_, index) => cellText(row[index])));
  const widths = names.map((name, index) =>
    Math.max(name.length, ...cells.map((row) => row[index]?.length ?? 0)),
  );
  const line = (row: readonly string[]) =>
    ` ${row.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join(" | ")}`.trimEnd();
  const rule = widths.map((width) => "-".repeat(width + 2)).join("+");
  return [line(names), rule, ...cells.map(line), ""].join("\n");
}

/** One line per value: line ends are shown as `\n`, and control characters are escaped. */
function cellText(value: unknown): string {
  if (value === null || value === undefined) return "";
  return String(value)
    .replaceAll("\n", "\\n")
    .replace(/\p{Cc}/gu, (sign) => `\\x${sign.charCodeAt(0).toString(16).padStart(2, "0")}`);
}
