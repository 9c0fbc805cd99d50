import {
  byRank,
  type PlannedChange,
  placeText,
  type Report,
  type ReportedFinding,
  soonDays,
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

/** A hidden line by which whoever posts the comment finds and replaces the previous one. */
export const commentMark = (stack: string): string => `<!-- seaworthy-check:${stack} -->`;

/**
 * Maximum number of changes and violations listed; GitHub rejects comments of more than 65,536
 * characters.
 */
const mostRows = 50;

/** A comment for a pull request. */
export function renderMarkdown(report: Report): string {
  const blocks = [
    [commentMark(report.stack), `## ${title(report)}`],
    summary(report),
    violations(
      "New violations",
      report.violations.filter(({ isNew }) => isNew === true),
    ),
    violations(
      report.base ? "Existing violations" : "Violations",
      report.violations.filter(({ isNew }) => isNew !== true),
    ),
    list("Waivers that fail the check", report.waiverProblems.map(waiverProblemText)),
    list(
      "Newly unknown: judged before, now hidden",
      (report.newlyUnknown ?? []).map(({ rule, message }) => `${rule.id}: ${message}`),
    ),
    list("Waivers about to expire", expiring(report)),
    folded(
      `${report.waived.length} waived`,
      report.waived.map(
        (one) =>
          `- \`${one.rule.id}\` for ${code(resourceText(one))}: ${plain(waiverText(one.waiver))}`,
      ),
    ),
    folded(
      `${report.notApplicable.length} not applicable`,
      report.notApplicable.map(
        (one) =>
          `- \`${one.rule.id}\` for ${code(resourceText(one))}: ${plain(exemptionText(one.waiver))}`,
      ),
    ),
    folded(
      `${counted(report.notCovered.length, "type")} of resources that no rule covers`,
      report.notCovered.map((one) => `- ${code(notCoveredText(one))}`),
    ),
    folded(`Planned changes: ${changesText(report)}`, changeLines(report.changes)),
    folded(
      `${counted(report.unknowns.length, "input")} unknown before the update`,
      unknownLines(report.unknowns),
    ),
    folded(
      "What would raise the score most",
      report.score.lines
        .slice(0, 10)
        .map(({ rule, outcome, gain }) => `- +${gain}: \`${rule}\` (${outcome})`),
    ),
  ];
  return `${blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n")}\n`;
}

function title({ stack, violations, waiverProblems, newlyUnknown = [] }: Report): string {
  const open = violations.length + waiverProblems.length + newlyUnknown.length;
  return open === 0
    ? `Seaworthy: ${stack} has no violation`
    : `Seaworthy: ${stack} has ${counted(open, "thing")} to fix`;
}

function summary(report: Report): string[] {
  const { base } = report;
  const fresh = report.violations.filter(({ isNew }) => isNew).length;
  const cost = costText(report);
  const proven = provenText(report);
  return [
    "| | |",
    "|---|---|",
    `| Readiness | ${scoreText(report)} |`,
    ...(proven === undefined ? [] : [`| Proven | ${proven} |`]),
    ...(base
      ? [`| Since ${code(base.name)} | ${counted(fresh, "new violation")}, ${base.fixed} fixed |`]
      : []),
    `| Changes${base && report.previewed === "stand-ins" ? " since it" : ""} | ${changesText(report)} |`,
    ...(cost === undefined ? [] : [`| Cost | ${cost} |`]),
    `| Previewed | ${report.previewed === "real" ? "against the vendors" : "with stand-in credentials"}, profile ${code(report.profile)} |`,
  ];
}

function violations(heading: string, findings: readonly ReportedFinding[]): string[] {
  if (findings.length === 0) return [];
  const rows = byRank(findings).slice(0, mostRows).map(violationRow);
  const more = findings.length > mostRows ? [`| … | ${findings.length - mostRows} more | | |`] : [];
  return [
    `### ${heading}`,
    "| rank | rule | where | what, and the fix |",
    "|---|---|---|---|",
    ...rows,
    ...more,
  ];
}

function violationRow(finding: ReportedFinding): string {
  const { rule, severity, message, place } = finding;
  const where =
    place === undefined
      ? code(resourceText(finding))
      : `${code(resourceText(finding))}<br>${code(placeText(place))}`;
  return `| ${rule.rank}${severity === "advisory" ? " (advice)" : ""} | \`${rule.id}\` | ${where} | ${plain(message)}<br>**Fix:** ${plain(rule.fix)} |`;
}

const list = (heading: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : [`### ${heading}`, ...lines.map((line) => `- ${plain(line)}`)];

const expiring = ({ waived }: Report): string[] =>
  waived
    .filter(({ daysLeft }) => daysLeft <= soonDays)
    .map(
      ({ rule, waiver, daysLeft }) =>
        `${rule.id} for ${waiver.resource}, of ${waiver.owner}: ${counted(daysLeft, "day")} left`,
    );

function folded(heading: string, lines: readonly string[]): string[] {
  return lines.length === 0
    ? []
    : [`<details><summary>${heading}</summary>`, "", ...lines.slice(0, mostRows), "", "</details>"];
}

const changeLines = (changes: readonly PlannedChange[]): string[] =>
  changes.filter(({ kind }) => kind !== "same").map(changeLine);

function changeLine({ kind, resource, properties = [] }: PlannedChange): string {
  const what = properties.length === 0 ? "" : `: ${properties.map(code).join(", ")}`;
  return `- ${kind} ${code(resource.name)} (${resource.type})${what}`;
}

function unknownLines(unknowns: readonly ReportedFinding[]): string[] {
  const byRule = Map.groupBy(unknowns, ({ rule }) => rule.id);
  return [...byRule].map(
    ([rule, findings]) =>
      `- \`${rule}\`: ${[...new Set(findings.map(resourceText))].map(code).join(", ")}`,
  );
}

const code = (text: string): string => `\`${text.replaceAll("`", "'").replaceAll("|", "\\|")}\``;

/** Untrusted text in a table cell: no markup, mentions or line breaks. */
const plain = (text: string): string =>
  text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll("|", "\\|")
    .replaceAll("@", "@\u200B")
    .replaceAll(/\r?\n/g, " ");
