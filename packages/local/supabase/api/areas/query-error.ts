import { DatabaseError } from "pg";

/**
 * PostgreSQL's error as supabase/postgres-meta words it, and so the Management API: like psql, with
 * the SQLSTATE, and with a caret below the place in the query.
 */
export function queryError(thrown: unknown, query: string): string | undefined {
  if (!(thrown instanceof DatabaseError)) return undefined;
  const { severity, code, message, position, detail, hint, internalQuery, where } = thrown;
  const lines = [
    `${severity}:  ${code}: ${message}`,
    ...(position === undefined ? [] : placeOf(query, Number(position) - 1)),
    ...labelled({ DETAIL: detail, HINT: hint, QUERY: internalQuery, CONTEXT: where }),
  ];
  return `${lines.join("\n")}\n`;
}

/** `offset` counts characters, and a JavaScript string's length UTF-16 units. */
function placeOf(query: string, offset: number): readonly string[] {
  const before = [...query].slice(0, offset).join("").split("\n");
  const line = query.split("\n")[before.length - 1] ?? "";
  const label = `LINE ${before.length}: `;
  return [label + line, `${" ".repeat(label.length + (before.at(-1)?.length ?? 0))}^`];
}

function labelled(parts: Readonly<Record<string, string | undefined>>): readonly string[] {
  return Object.entries(parts).flatMap(([label, text]) => (text ? [`${label}:  ${text}`] : []));
}
