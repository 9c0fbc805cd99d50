import { defined } from "@seaworthy/core/defined";
import { SeaworthyError } from "@seaworthy/core/errors";
import { parseJson } from "@seaworthy/core/parse-json";
import { z } from "zod";
import { type Baseline, isJudged } from "./compare.ts";
import { byRank, type Report, type ReportedFinding, type WaivedFinding } from "./report.ts";

const formatVersion = 2;

/** The whole report as JSON; later checks read it with `--baseline`. */
export function renderJson(report: Report): string {
  const { rules, violations, waived, notApplicable, unknowns, newlyUnknown, ...rest } = report;
  const document = {
    formatVersion,
    ...rest,
    violations: byRank(violations).map(findingJson),
    waived: byRank(waived).map(waivedJson),
    notApplicable: byRank(notApplicable).map((one) => ({
      ...findingJson(one),
      waiver: one.waiver,
    })),
    unknowns: byRank(unknowns).map(findingJson),
    ...(newlyUnknown === undefined ? {} : { newlyUnknown: newlyUnknown.map(findingJson) }),
    rules: rules.map(({ rule: { id, area, rank, title }, severity, outcome }) => ({
      id,
      area,
      rank,
      title,
      severity,
      outcome,
    })),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

function findingJson({
  rule,
  severity,
  message,
  name,
  fingerprint,
  resource,
  place,
  isNew,
}: ReportedFinding) {
  return {
    rule: rule.id,
    area: rule.area,
    rank: rule.rank,
    severity,
    message,
    fix: rule.fix,
    name,
    fingerprint,
    resource,
    place,
    isNew,
  };
}

const waivedJson = (finding: WaivedFinding) => ({
  ...findingJson(finding),
  waiver: finding.waiver,
  daysLeft: finding.daysLeft,
});

const fingerprinted = z.array(z.object({ fingerprint: z.string() }));

const baselineSchema = z.object({
  formatVersion: z.literal(formatVersion),
  score: z.object({ value: z.number() }),
  violations: fingerprinted,
  waived: fingerprinted,
  unknowns: fingerprinted,
  rules: z.array(z.object({ id: z.string(), outcome: z.string() })),
  resources: z.array(z.string()),
  monthlyDollars: z.number().optional(),
});

/** Reads a check's base from the JSON of an earlier one. Throws BASELINE_INVALID. */
export function parseBaseline(text: string, name: string): Baseline {
  const { data } = baselineSchema.safeParse(parseJson(text));
  if (data === undefined)
    throw new SeaworthyError(
      "BASELINE_INVALID",
      `${name} was not written by "seaworthy check --format json".`,
    );
  return {
    name,
    score: data.score.value,
    fingerprints: [...data.violations, ...data.waived].map(({ fingerprint }) => fingerprint),
    unknown: data.unknowns.map(({ fingerprint }) => fingerprint),
    judged: data.rules.flatMap(({ id, outcome }) => (isJudged(outcome) ? [id] : [])),
    resources: data.resources,
    ...defined({ monthlyDollars: data.monthlyDollars }),
  };
}
