import type { Report } from "@seaworthy/readiness/reports/report";
import { type Html, html, section, type Tone } from "../html.ts";

/** The two scores side by side, with their basis. */
export function scoreSection({ score, rules, violations, waived, unknowns }: Report): Html {
  const passed = rules.filter(({ outcome }) => outcome === "passed").length;
  const { proven } = score;
  return section(
    "score",
    "Score",
    html`<dl class="scores">
${tile("Declared", toneOf(score.value), score.value, score.readiness)}
${
  proven === undefined
    ? tile("Proven", "quiet", "–", "nothing was tried on the running stack yet")
    : tile(
        "Proven",
        toneOf(proven.value),
        proven.value,
        `${proven.proven} of ${proven.provable} policies that experiments can show`,
      )
}
${tile("Policies passed", "quiet", passed, `${violations.length} violations, ${waived.length} waived, ${unknowns.length} unknown`)}
${tile("Judged", "quiet", `${score.certainty} %`, "of the policies' weight")}
</dl>`,
  );
}

const tile = (title: string, tone: Tone, value: string | number, note: string): Html =>
  html`<div class="${tone}"><dt>${title}</dt><dd>${value}<small>${note}</small></dd></div>`;

const toneOf = (value: number): Tone => (value >= 95 ? "good" : value >= 85 ? "warn" : "bad");
