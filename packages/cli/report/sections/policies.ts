import type { ReportedRule } from "@seaworthy/readiness/reports/report";
import type { Result } from "../../verify/results/store.ts";
import { badge, code, type Html, html, section, type Tone } from "../html.ts";
import type { StackReport } from "../stack-report.ts";

const outcomes: Readonly<Record<ReportedRule["outcome"], readonly [Tone, string]>> = {
  violation: ["bad", "violated"],
  unknown: ["warn", "unknown"],
  waived: ["warn", "waived"],
  passed: ["good", "passed"],
  off: ["quiet", "off"],
  "not-applicable": ["quiet", "not applicable"],
};
const order = Object.keys(outcomes);

/** Every policy with its evidence: findings, and observations of experiments. */
export function policiesSection(stackReport: StackReport): Html {
  const { rules } = stackReport.report;
  const judged = rules.filter(({ outcome }) => outcome !== "off" && outcome !== "not-applicable");
  const sorted = judged.toSorted(
    (one, other) =>
      order.indexOf(one.outcome) - order.indexOf(other.outcome) ||
      (one.rule.id < other.rule.id ? -1 : 1),
  );
  const left = rules.length - judged.length;
  return section("policies", "Policies", [
    html`<p class="empty">${judged.length} judged, ${left} off or not applicable here.</p>`,
    ...sorted.map((one) => policy(one, stackReport)),
  ]);
}

function policy({ rule, outcome }: ReportedRule, { report, results }: StackReport): Html {
  const [tone, word] = outcomes[outcome];
  const findings = [...report.violations, ...report.unknowns, ...report.waived]
    .filter((finding) => finding.rule.id === rule.id)
    .map(({ message }) => html`<li>${message}</li>`);
  const seen = results.flatMap((result) => evidenceOf(rule.id, result));
  const evidence =
    findings.length + seen.length > 0
      ? html`<ul>${findings}${seen}</ul>`
      : html`<p class="empty">Judged in the program. No experiment has shown it.</p>`;
  return html`<details><summary>${badge(tone, word)}${code(rule.id)}<span class="grow">${rule.title}</span></summary>${evidence}</details>`;
}

/** One experiment's observations of a policy. */
function evidenceOf(id: string, { experiment, observations, policies, at }: Result): Html[] {
  return observations
    .filter((one) => (one.policies ?? policies).includes(id))
    .map(
      ({ what, declared, observed, outcome }) =>
        html`<li>${badge(toneOf(outcome), outcome)} ${what}: ${declared === undefined ? "" : `declared ${declared}; `}observed ${observed} (${code(experiment)}, ${at.slice(0, 10)})</li>`,
    );
}

export const toneOf = (outcome: Result["outcome"]): Tone =>
  outcome === "proven" ? "good" : outcome === "refuted" ? "bad" : "warn";
