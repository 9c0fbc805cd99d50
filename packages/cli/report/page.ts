import { html, raw } from "./html.ts";
import { loadSection } from "./sections/load.ts";
import { nextSection } from "./sections/next.ts";
import { policiesSection } from "./sections/policies.ts";
import { scoreSection } from "./sections/score.ts";
import {
  budgetSection,
  experimentsSection,
  secretsSection,
  waiversSection,
} from "./sections/tables.ts";
import { driftSection, faultsSection } from "./sections/trials.ts";
import type { StackReport } from "./stack-report.ts";
import { style } from "./style.ts";

const parts = [
  ["score", "Score"],
  ["next", "What to do next"],
  ["experiments", "Experiments"],
  ["load", "Load"],
  ["faults", "Faults"],
  ["drift", "Drift"],
  ["capacity", "Capacity and cost"],
  ["rotation", "Rotation"],
  ["waivers", "Waivers"],
  ["policies", "Policies"],
] as const;

/** A self-contained page: no scripts, fonts or other external resources. */
export async function renderPage(stackReport: StackReport): Promise<string> {
  const { report, madeAt } = stackReport;
  const page = await html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${report.stack}: production readiness</title><style>${raw(style)}</style></head>
<body><a class="skip" href="#score">Skip to the score</a>
<header class="top"><h1>${report.stack}</h1>
<p>Production readiness as ${report.environment}, profile ${report.profile}, ${madeAt.slice(0, 16).replace("T", " ")} UTC</p>
<nav aria-label="Parts of this page">${parts.map(([id, title]) => html`<a href="#${id}">${title}</a>`)}</nav></header>
<main>${scoreSection(report)}${nextSection(stackReport)}${experimentsSection(stackReport)}${loadSection(stackReport)}${faultsSection(stackReport)}${driftSection(stackReport)}${budgetSection(stackReport)}${secretsSection(stackReport)}${waiversSection(stackReport)}${policiesSection(stackReport)}</main>
</body></html>
`;
  return String(page);
}
