import type { Score } from "../score/score.ts";
import {
  byRank,
  type ExemptFinding,
  placeText,
  type Report,
  type ReportedFinding,
  soonDays,
  type WaivedFinding,
} from "./report.ts";
import {
  changesText,
  costText,
  counted,
  exemptionText,
  notCoveredText,
  provenText,
  resourceText,
  scoreText,
  waiverProblemText,
  waiverText,
} from "./words.ts";

/** How many lines of the score to show. */
const mostGains = 5;

/** Human-readable: what is wrong and what to do first, then what is known, then the score. */
export function renderText(report: Report): string {
  const sections = [
    heading(report),
    section("Violations", byRank(report.violations).map(violationText)),
    section(
      "Waivers that fail the check",
      report.waiverProblems.map((problem) => `  ${waiverProblemText(problem)}`),
    ),
    section(
      "Newly unknown: judged before, now hidden",
      (report.newlyUnknown ?? []).map(unknownText),
    ),
    section("Waived", byRank(report.waived).map(waivedText)),
    section("Not applicable", byRank(report.notApplicable).map(exemptText)),
    section("Unknown before the update, judged during it", unknownLines(report.unknowns)),
    section("Covered by no rule", [...report.notCovered.map((one) => `  ${notCoveredText(one)}`)]),
    section("Score", scoreLines(report)),
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n")}\n`;
}

function heading(report: Report): string[] {
  const how =
    report.previewed === "real"
      ? "against the vendors"
      : "with stand-in credentials, against nothing real";
  const passed = report.rules.filter(({ outcome }) => outcome === "passed").length;
  const cost = costText(report);
  return [
    `${report.stack}, as ${report.environment}, profile ${report.profile}: previewed ${how}; ${changesText(report)}${since(report)}.`,
    [
      counted(report.violations.length, "violation"),
      `${report.waived.length} waived`,
      `${report.unknowns.length} unknown`,
      `${counted(passed, "rule")} passed`,
    ].join(", ") + (cost === undefined ? "." : `. ${cost}.`),
  ];
}

/**
 * Without a state everything would be created; with a base commit, the program's changes are shown.
 */
const since = ({ base, previewed }: Report): string =>
  base && previewed === "stand-ins" ? ` since ${base.name}` : "";

const section = (title: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : [title, ...lines];

function violationText(finding: ReportedFinding): string {
  const { rule, severity, message, place, isNew, name } = finding;
  const marks = [rule.rank, severity, ...(isNew ? ["new"] : [])].join(", ");
  const where =
    place === undefined ? resourceText(finding) : `${resourceText(finding)}, ${placeText(place)}`;
  return [
    `  ${rule.id} (${marks})`,
    `    ${where}`,
    `    ${message}`,
    `    Fix: ${rule.fix}`,
    `    To waive: finding: ${name}`,
  ].join("\n");
}

function waivedText(finding: WaivedFinding): string {
  const soon =
    finding.daysLeft <= soonDays ? `, expires in ${counted(finding.daysLeft, "day")}` : "";
  return `  ${finding.rule.id} for ${resourceText(finding)}${soon}\n    ${waiverText(finding.waiver)}`;
}

function unknownText({ rule, message, place }: ReportedFinding): string {
  const where = place === undefined ? "" : ` (${placeText(place)})`;
  return `  ${rule.id}${where}\n    ${message}`;
}

const exemptText = ({ waiver, ...finding }: ExemptFinding): string =>
  `  ${finding.rule.id} for ${resourceText(finding)}, ${finding.name}\n    ${exemptionText(waiver)}`;

/** One line per rule: in a new stack many inputs are known only after its creation. */
function unknownLines(unknowns: readonly ReportedFinding[]): string[] {
  const byRule = Map.groupBy(unknowns, ({ rule }) => rule.id);
  return [...byRule].map(
    ([rule, findings]) => `  ${rule}: ${[...new Set(findings.map(resourceText))].join(", ")}`,
  );
}

function scoreLines(report: Report): string[] {
  const { score } = report;
  const proven = provenText(report);
  return [
    `  ${scoreText(report)}`,
    ...(proven === undefined ? [] : [`  ${proven}`, ...openLines(score)]),
    ...areaLines(score),
    ...gainLines(score),
  ];
}

const openLines = ({ proven }: Score): string[] =>
  (proven?.open ?? [])
    .slice(0, mostGains)
    .map(({ rule, shown }) => `    declared, and ${shown}: ${rule}`);

const areaLines = ({ areas }: Score): string[] =>
  areas
    .filter(({ score }) => score < 100)
    .map(({ area, score, rules }) => `  ${area}: ${score} over ${counted(rules, "rule")}`);

function gainLines({ lines }: Score): string[] {
  const shown = lines
    .slice(0, mostGains)
    .map(({ rule, outcome, gain }) => `    +${gain}  ${rule} (${outcome})`);
  return shown.length === 0 ? [] : ["  What would raise it most:", ...shown];
}
