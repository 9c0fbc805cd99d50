import type { ParityRow } from "../../kernel/vendor.ts";
import { titleOf } from "../../parity.ts";
import { badge, type Column, type Html, html, section, type Tone, table } from "../html.ts";
import type { ConsoleView } from "../view.ts";

const tones: Readonly<Record<ParityRow["level"], Tone>> = {
  enforced: "good",
  accepted: "quiet",
  refused: "warn",
};

const columns: readonly Column<ParityRow>[] = [
  { title: "Call or field", cell: ({ what }) => what },
  { title: "Level", cell: ({ level }) => badge(tones[level], level) },
  { title: "Note", cell: ({ note }) => note ?? "" },
];

/** What is enforced, accepted or rejected, one collapsible table per vendor. */
export function parity(view: ConsoleView): Html {
  const vendors = view.parity.map(({ name, rows }) => {
    const count = (level: ParityRow["level"]) =>
      `${rows.filter((row) => row.level === level).length} ${level}`;
    const summary = [count("enforced"), count("accepted"), count("refused")].join(" · ");
    return html`<details id="parity-${name}"><summary>${titleOf(name)} <span class="note">${summary}</span></summary>${table(`Parity of ${titleOf(name)}`, columns, rows, "Nothing is stated.")}</details>`;
  });
  return section(
    "parity",
    "Parity",
    "enforced by a real service, accepted only, or refused",
    vendors,
    true,
  );
}
