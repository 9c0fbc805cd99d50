import type { Column } from "./columns.ts";
import { Refused } from "./outcome.ts";

export interface ColumnChanges {
  readonly added: readonly Column[];
  /** Existing columns that become indexed. */
  readonly indexed: readonly Column[];
}

/**
 * The changes to make in a table's storage. Schemas only grow, so stored rows stay valid. Throws
 * Refused for any other change.
 */
export function columnChanges(before: readonly Column[], after: readonly Column[]): ColumnChanges {
  const wanted = new Map(after.map((column) => [column.name, column]));
  for (const column of before) requireKept(column, wanted.get(column.name));
  const known = new Map(before.map((column) => [column.name, column]));
  const added = after.filter(({ name }) => !known.has(name));
  const strict = added.find(({ required }) => required);
  if (strict)
    throw new Refused(
      "UNPROCESSABLE",
      `A new column can't be required: existing rows have no ${strict.name}.`,
    );
  return {
    added,
    indexed: after.filter(({ name, indexed }) => indexed && !known.get(name)?.indexed),
  };
}

function requireKept(before: Column, after: Column | undefined): void {
  const what = brokenBy(before, after);
  if (what !== undefined)
    throw new Refused("UNPROCESSABLE", `${before.name}: ${what}. Columns can only be added.`);
}

function brokenBy(before: Column, after: Column | undefined): string | undefined {
  if (after === undefined) return "a column can't be removed";
  if (after.type !== before.type) return "a column's type can't change";
  if (after.required && !before.required) return "a column can't become required";
  if ((after.semantic ?? false) !== (before.semantic ?? false))
    return "only a new column can be semantic";
  return before.indexed && !after.indexed ? "an index can't be removed" : undefined;
}
