import type { Rank } from "../rules/rule.ts";
import { byRank, type Declaration, type Report } from "./report.ts";
import { exemptionText, scoreText, waiverText } from "./words.ts";

const commands: Readonly<Record<Rank, "error" | "warning" | "notice">> = {
  critical: "error",
  high: "error",
  medium: "warning",
  low: "notice",
};

/** Workflow commands, which GitHub shows next to the lines of a pull request. */
export function renderGithub(report: Report): string {
  const lines = [
    ...byRank(report.violations).map(({ rule, message, place }) =>
      command(commands[rule.rank], rule.id, `${message}\nFix: ${rule.fix}`, place),
    ),
    ...report.waiverProblems.map(({ waiver, message }) =>
      command("error", `waiver of ${waiver.rule}`, message, waiver),
    ),
    ...(report.newlyUnknown ?? []).map(({ rule, message, place }) =>
      command("error", `${rule.id} is newly unknown`, message, place),
    ),
    ...report.notApplicable.map(({ rule, waiver }) =>
      command("notice", `${rule.id} does not apply`, exemptionText(waiver), waiver),
    ),
    ...report.waived.map(({ rule, waiver }) =>
      command("notice", `${rule.id} is waived`, waiverText(waiver), waiver),
    ),
    ...report.unknowns.map(({ rule, message, place }) =>
      command("notice", `${rule.id} is unknown`, message, place),
    ),
    command("notice", `seaworthy ${report.stack}`, `Readiness ${scoreText(report)}`),
  ];
  return `${lines.join("\n")}\n`;
}

/** A report of one command. */
export const commandOf = (kind: "error", title: string, message: string): string =>
  `${command(kind, title, message)}\n`;

function command(
  kind: "error" | "warning" | "notice",
  title: string,
  message: string,
  place?: Declaration,
): string {
  const at =
    place === undefined
      ? []
      : [
          `file=${property(place.file)}`,
          `line=${place.line}`,
          ...(place.column ? [`col=${place.column}`] : []),
        ];
  return `::${kind} ${[...at, `title=${property(title)}`].join(",")}::${data(message)}`;
}

/**
 * Escaped as @actions/core does: a line break would end the command, and the rest could be taken as
 * another.
 */
const data = (text: string): string =>
  text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
const property = (text: string): string => data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
