import { html, raw } from "hono/html";
import type { HtmlEscapedString } from "hono/utils/html";
import type { Reading } from "./view.ts";

/** Markup in which every interpolated text is escaped. */
export type Html = HtmlEscapedString | Promise<HtmlEscapedString>;

export { html, raw };

export interface Column<T> {
  readonly title: string;
  /** Aligns digits in a column. */
  readonly numeric?: boolean;
  cell(row: T): Html | string | number;
}

/** A table with a caption for screen readers; `empty` is shown when there are no rows. */
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

/** A titled section of the page. */
export function section(
  id: string,
  title: string,
  note: string,
  body: Html | readonly Html[],
  wide = false,
): Html {
  return html`<section id="${id}" aria-labelledby="${id}-title" class="${wide ? "wide" : ""}">
    <header><h2 id="${id}-title">${title}</h2><span class="note">${note}</span></header>
    ${body}
  </section>`;
}

/** The value that was read, or why reading failed. */
export function readingOf<T>(reading: Reading<T> | undefined, show: (value: T) => Html): Html {
  if (reading === undefined) return html`<p class="empty">Not part of this local cloud.</p>`;
  return "problem" in reading
    ? html`<p class="problem"><strong>Could not be read.</strong> ${reading.problem}</p>`
    : show(reading.value);
}

export type Tone = "good" | "warn" | "bad" | "quiet";

/** A word with a coloured mark; the word alone carries the meaning. */
export function badge(tone: Tone, word: string): Html {
  return html`<span class="badge ${tone}">${word}</span>`;
}

export function code(text: string): Html {
  return html`<code>${text}</code>`;
}

export function link(url: string): Html {
  return html`<a href="${url}" rel="noreferrer"><code>${url}</code></a>`;
}
