import { byRank, placeText, type Report } from "@seaworthy/readiness/reports/report";
import type { Result } from "../../verify/results/store.ts";
import { code, type Html, html, section } from "../html.ts";
import type { StackReport } from "../stack-report.ts";

const most = 12;

interface Step {
  readonly what: string;
  readonly why: Html | string;
}

/** What to do, most severe first: violations, refuted experiments, expiring waivers, old proof. */
export function nextSection({ report, results, secrets }: StackReport): Html {
  const steps = [
    ...violationSteps(report),
    ...results.filter(({ outcome }) => outcome === "refuted").map(refutedStep),
    ...report.waiverProblems.map(({ waiver }) => ({
      what: `Renew or remove the waiver of ${waiver.rule} for ${waiver.resource}.`,
      why: "It fails the check.",
    })),
    ...secrets
      .filter(({ ageDays, everyDays }) => ageDays > everyDays)
      .map(({ name, ageDays, everyDays }) => ({
        what: `Rotate ${name}.`,
        why: `It is ${ageDays} days old and due every ${everyDays}.`,
      })),
    ...proofSteps(report, results),
  ];
  const more =
    steps.length > most ? html`<p class="empty">and ${steps.length - most} more</p>` : "";
  return section(
    "next",
    "What to do next",
    steps.length === 0
      ? html`<p class="empty">Nothing: every policy passes, and everything that can be shown is proven.</p>`
      : html`<ol class="next">${steps.slice(0, most).map(({ what, why }) => html`<li>${what}<small>${why}</small></li>`)}</ol>${more}`,
  );
}

const violationSteps = ({ violations }: Report): Step[] =>
  byRank(violations).map(({ rule, message, place }) => ({
    what: rule.fix,
    why: html`${rule.rank}: ${message} ${place === undefined ? "" : code(placeText(place))} ${code(rule.id)}`,
  }));

function refutedStep({ experiment, observations }: Result): Step {
  const [first] = observations.filter(({ outcome }) => outcome === "refuted");
  return {
    what: `Find out why ${first?.what ?? experiment} is not as declared.`,
    why: `Declared: ${first?.declared ?? "–"}. Observed: ${first?.observed ?? "–"}.`,
  };
}

function proofSteps({ score, stack }: Report, results: readonly Result[]): Step[] {
  const open = score.proven?.open.filter(({ shown }) => shown !== "refuted") ?? [];
  if (score.proven !== undefined && open.length === 0) return [];
  const why =
    results.length === 0
      ? "Nothing was tried on the running stack yet."
      : `Declared and not proven: ${open.map(({ rule }) => rule).join(", ")}.`;
  return [{ what: `Type: npx seaworthy verify ${stack}`, why }];
}
