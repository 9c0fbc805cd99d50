import { shorten } from "../format.ts";
import { type Column, type Html, html, readingOf, section, table } from "../html.ts";
import { countedRows } from "../rows.ts";
import type { ConsoleView, TableView } from "../view.ts";

const longest = 40;

/** The tables of each project, read only; one opens to its first rows. */
export function rows(view: ConsoleView): Html {
  const body = readingOf(view.described.supabase, ({ projects }) =>
    projects.length === 0
      ? html`<p class="empty">No Supabase project is provisioned.</p>`
      : html`${projects.map(({ ref }) => readingOf(view.tables.get(ref), tables))}`,
  );
  return section("rows", "Rows", "tables of schema public, jobs included; read only", body, true);
}

const tables = (all: readonly TableView[]): Html =>
  all.length === 0
    ? html`<p class="empty">No migration has made a table.</p>`
    : html`${all.map(tablePart)}`;

function tablePart({ name, count, columns, rows: all, statuses, hiddenColumns }: TableView): Html {
  const notes = [
    count > countedRows ? `${countedRows}+ rows` : `${count} ${count === 1 ? "row" : "rows"}`,
    ...statuses.map(([status, number]) => `${number} ${status}`),
    ...(hiddenColumns === 0 ? [] : [`${hiddenColumns} hidden`]),
  ];
  const shown = columns.map(
    (title, at): Column<readonly string[]> => ({
      title,
      cell: (row) => shorten(row[at] ?? "", longest),
    }),
  );
  return html`<details id="rows-${name}"><summary>${name} <span class="note">${notes.join(" · ")}</span></summary>${table(`Rows of ${name}`, shown, all, "No rows.")}</details>`;
}
