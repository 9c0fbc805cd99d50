import { SeaworthyError } from "@seaworthy/core/errors";
import { z } from "zod";
import type { Baseline } from "./compare.ts";
import { byRank, type Report, type ReportedFinding, type WaivedFinding } from "./report.ts";

const formatVersion = 1;

/** The whole report as JSON; later checks read it with `--baseline`. */
export function renderJson(report: Report): string {
  const { rules, violations, waived, unknowns, waiverProblems, ...rest } = report;
  const document = {
    formatVersion,
    ...rest,
    violations: byRank(violations).map(findingJson),
    waived: byRank(waived).map(waivedJson),
    unknowns: byRank(unknowns).map(findingJson),
    waiverProblems,
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
  monthlyDollars: z.number().optional(),
});

/**
 * What a check is compared with, out of the JSON that an earlier one wrote. Throws
 * BASELINE_INVALID.
 */
export function parseBaseline(text: string, name: string): Baseline {
  const { data } = baselineSchema.safeParse(parseJson(text));
  if (data === undefined)
    throw new SeaworthyError(
      "BASELINE_INVALID",
      `${name} is not what "seaworthy check --format json" writes.`,
    );
  return {
    name,
    score: data.score.value,
    fingerprints: [...data.violations, ...data.waived].map(({ fingerprint }) => fingerprint),
    ...(data.monthlyDollars === undefined ? {} : { monthlyDollars: data.monthlyDollars }),
  };
}

/** Undefined for what is no JSON: the schema refuses it. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
