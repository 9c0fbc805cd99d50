import module, { type Builder } from "junit-report-builder";
import { byRank, placeText, type Report, type ReportedFinding } from "./report.ts";
import { exemptionText, resourceText, waiverProblemText, waiverText } from "./words.ts";

/**
 * The package's typings declare a `default` for its CommonJS module, but the import is the module
 * itself.
 */
const junit = module as unknown as Builder;

/** XML 1.0 cannot represent most control characters. */
const unprintable = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu;

/**
 * JUnit XML: each judged rule is a test of its area; one whose input is unknown, or that is waived,
 * is skipped.
 */
export function renderJunit(report: Report): string {
  const builder = junit.newBuilder().name(`seaworthy ${report.stack}`);
  const judged = report.rules.filter(
    ({ outcome }) => outcome !== "off" && outcome !== "not-applicable",
  );
  for (const [area, rules] of Map.groupBy(judged, ({ rule }) => rule.area)) {
    const suite = builder
      .testSuite()
      .name(`seaworthy.${report.stack}.${area}`)
      .timestamp(`${report.today}T00:00:00`);
    for (const { rule, outcome } of rules) {
      const test = suite.testCase().className(`seaworthy.${area}`).name(rule.id).time(0);
      const open = [...report.violations, ...(report.newlyUnknown ?? [])].filter(
        (finding) => finding.rule === rule,
      );
      if (open.length > 0)
        test
          .failure(
            clean(`${rule.title}: ${outcome === "violation" ? "violated" : "newly unknown"}`),
            rule.rank,
          )
          .stacktrace(clean(open.map(failureText).join("\n\n")));
      else if (outcome !== "passed")
        test.skipped().standardOutput(clean(skippedText(report, rule.id)));
      else if (report.notApplicable.some((finding) => finding.rule === rule))
        test.standardOutput(clean(exemptText(report, rule.id)));
    }
  }
  addWaivers(builder, report);
  return `${builder.build()}\n`;
}

/** A separate suite, because an expired waiver's rule may pass. */
function addWaivers(builder: Builder, { waiverProblems, stack, today }: Report): void {
  if (waiverProblems.length === 0) return;
  const suite = builder
    .testSuite()
    .name(`seaworthy.${stack}.waivers`)
    .timestamp(`${today}T00:00:00`);
  for (const problem of waiverProblems) {
    const name = `${problem.waiver.rule} for ${problem.waiver.resource}`;
    suite
      .testCase()
      .className("seaworthy.waivers")
      .name(clean(name))
      .time(0)
      .failure(clean(waiverProblemText(problem)), problem.kind);
  }
}

function failureText(finding: ReportedFinding): string {
  const place = finding.place === undefined ? "" : ` (${placeText(finding.place)})`;
  return `${resourceText(finding)}${place}: ${finding.message}\nFix: ${finding.rule.fix}`;
}

function skippedText(report: Report, rule: string): string {
  const waived = report.waived.filter((finding) => finding.rule.id === rule);
  const unknown = report.unknowns.filter((finding) => finding.rule.id === rule);
  return byRank([
    ...waived.map((one) => ({ ...one, text: `waived: ${waiverText(one.waiver)}` })),
    ...unknown.map((one) => ({ ...one, text: one.message })),
  ])
    .map(({ text }) => text)
    .join("\n");
}

const exemptText = ({ notApplicable }: Report, rule: string): string =>
  notApplicable
    .filter((finding) => finding.rule.id === rule)
    .map((one) => `not applicable to ${resourceText(one)}: ${exemptionText(one.waiver)}`)
    .join("\n");

const clean = (text: string): string => text.replaceAll(unprintable, "");
