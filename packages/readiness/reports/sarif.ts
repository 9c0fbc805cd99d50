import type { Log, PhysicalLocation, ReportingDescriptor, Result } from "sarif";
import type { Place } from "../place.ts";
import type { Rank, Rule } from "../rules/rule.ts";
import { byRank, type Report, type ReportedFinding } from "./report.ts";
import { exemptionText, waiverText } from "./words.ts";

const levels = {
  critical: "error",
  high: "error",
  medium: "warning",
  low: "note",
} as const satisfies Record<Rank, Result["level"]>;

/** GitHub's ranges for security alerts: over 9.0 is critical, over 7.0 high, over 4.0 medium. */
const securitySeverity: Readonly<Record<Rank, string>> = {
  critical: "9.5",
  high: "8.0",
  medium: "5.0",
  low: "2.0",
};

/** Where findings without a line are shown: SARIF readers drop results without a location. */
const programFile = "Pulumi.yaml";

/**
 * SARIF 2.1.0: violations as results, waived ones with their suppression.
 */
export function renderSarif(report: Report): string {
  const rules = report.rules.map(({ rule }) => rule);
  const index = new Map(rules.map((rule, position) => [rule.id, position]));
  const base = (finding: ReportedFinding) =>
    resultOf(finding, index.get(finding.rule.id) ?? -1, report.stack);
  const log: Log = {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "seaworthy",
            informationUri: "https://www.pulumi.com/docs/iac/crossguard/",
            rules: rules.map(descriptorOf),
          },
        },
        automationDetails: { id: `seaworthy/${report.stack}/` },
        columnKind: "utf16CodeUnits",
        originalUriBaseIds: {
          PROJECT: { description: { text: "The folder that holds Pulumi.yaml." } },
        },
        results: [
          // Unknowns are not results: readers that ignore `kind` would show an alert.
          ...byRank([...report.violations, ...(report.newlyUnknown ?? [])]).map((finding) => ({
            ...base(finding),
            suppressions: [],
          })),
          ...byRank(report.waived).map((finding) => ({
            ...base(finding),
            suppressions: [suppressionOf(finding.waiver, waiverText(finding.waiver))],
          })),
          ...byRank(report.notApplicable).map((finding) => ({
            ...base(finding),
            suppressions: [suppressionOf(finding.waiver, exemptionText(finding.waiver))],
          })),
        ],
        properties: {
          score: report.score.value,
          scoreAtLeast: report.score.atLeast,
          certainty: report.score.certainty,
          unknown: report.unknowns.length,
          previewed: report.previewed,
        },
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function descriptorOf(rule: Rule): ReportingDescriptor {
  return {
    id: rule.id,
    name: rule.id,
    shortDescription: { text: rule.title },
    fullDescription: { text: `${rule.title}. ${rule.why}` },
    help: { text: `${rule.why}\n\nFix: ${rule.fix}`, markdown: helpOf(rule) },
    helpUri: rule.source,
    defaultConfiguration: { level: levels[rule.rank] },
    properties: {
      tags: [rule.area, "security"],
      precision: "high",
      "security-severity": securitySeverity[rule.rank],
    },
  };
}

function helpOf({ why, fix, example, source }: Rule): string {
  return `${why}\n\n**Fix:** ${fix}\n\n\`\`\`${example.language}\n${example.code}\n\`\`\`\n\n[Source](${source})`;
}

function resultOf(finding: ReportedFinding, ruleIndex: number, stack: string): Result {
  const { rule, message, fingerprint, resource, isNew } = finding;
  return {
    ruleId: rule.id,
    ...(ruleIndex < 0 ? {} : { ruleIndex }),
    level: levels[rule.rank],
    message: { text: `${message} Fix: ${rule.fix}` },
    locations: [
      {
        physicalLocation: physicalLocationOf(finding),
        ...(resource
          ? {
              logicalLocations: [
                { name: resource.name, fullyQualifiedName: resource.urn, kind: "resource" },
              ],
            }
          : {}),
      },
    ],
    partialFingerprints: { "seaworthy/v1": fingerprint },
    ...(isNew === undefined
      ? {}
      : { baselineState: isNew ? ("new" as const) : ("unchanged" as const) }),
    properties: { stack, area: rule.area, rank: rule.rank, severity: finding.severity },
  };
}

function physicalLocationOf({ place }: ReportedFinding): PhysicalLocation {
  const uri = encodeURI(place?.file ?? programFile);
  const start =
    place === undefined
      ? { startLine: 1 }
      : { startLine: place.line, ...(place.column ? { startColumn: place.column } : {}) };
  return { artifactLocation: { uri, uriBaseId: "PROJECT" }, region: start };
}

function suppressionOf(waiver: Place, justification: string) {
  return {
    kind: "external" as const,
    status: "accepted" as const,
    justification,
    location: {
      physicalLocation: {
        artifactLocation: { uri: waiver.file, uriBaseId: "PROJECT" },
        region: { startLine: waiver.line },
      },
    },
  };
}
