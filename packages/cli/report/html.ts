import { html, raw } from "hono/html";
import type { HtmlEscapedString } from "hono/utils/html";

/** Markup whose every interpolated text was escaped. */
export type Html = HtmlEscapedString | Promise<HtmlEscapedString>;

export { html, raw };

export interface Column<T> {
  readonly title: string;
  readonly numeric?: boolean;
  cell(row: T): Html | string | number;
}

/** A table that scrolls by itself on a narrow screen; `empty` stands for no rows. */
export function table<T>(
  caption: string,
  columns: readonly Column<T>[],
  rows: readonly T[],
  empty: string,
): Html {
  if (rows.length === 0) return html`<p class="empty">${empty}</p>`;
  const kind = (column: Column<T>) => (column.numeric ? "num" : "");
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${caption}"><table>
<caption class="hidden">${caption}</caption>
<thead><tr>${columns.map((column) => html`<th scope="col" class="${kind(column)}">${column.title}</th>`)}</tr></thead>
<tbody>${rows.map((row) => html`<tr>${columns.map((column) => html`<td class="${kind(column)}">${column.cell(row)}</td>`)}</tr>`)}</tbody>
</table></div>`;
}

export const section = (id: string, title: string, body: Html | readonly Html[]): Html =>
  html`<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${title}</h2>${body}</section>`;

export type Tone = "good" | "warn" | "bad" | "quiet";

/** A word with a mark of its tone; the word alone says it too. */
export const badge = (tone: Tone, word: string): Html =>
  html`<span class="badge ${tone}">${word}</span>`;

export const code = (text: string): Html => html`<code>${text}</code>`;
