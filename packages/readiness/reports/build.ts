import { fingerprintsOf } from "../fingerprint/fingerprint.ts";
import type { JudgedFinding, Judgement, RuleResult } from "../judge.ts";
import type { Environment, Finding } from "../rules/rule.ts";
import { scoreOf } from "../score/score.ts";
import { isAbout, waiverOf } from "../waivers/match.ts";
import { waiverProblems } from "../waivers/problems.ts";
import { daysBetween, type Waiver } from "../waivers/waiver.ts";
import type {
  Declaration,
  PlannedChange,
  Report,
  ReportedFinding,
  WaivedFinding,
} from "./report.ts";

/** What the preview knows of a resource beyond its properties. */
export interface Declared {
  readonly place?: Declaration;
  readonly aliases: readonly { type: string; name: string }[];
}

export interface ReportParts {
  readonly stack: string;
  readonly environment: Environment;
  readonly previewed: Report["previewed"];
  readonly profile: string;
  readonly today: string;
  /** Judged without waivers: they are matched here, finding by finding. */
  readonly judgement: Judgement;
  readonly waivers: readonly Waiver[];
  /** By URN. */
  readonly declared: ReadonlyMap<string, Declared>;
  readonly changes: readonly PlannedChange[];
  readonly monthlyDollars?: number;
}

export function buildReport(parts: ReportParts): Report {
  const {
    stack,
    environment,
    previewed,
    profile,
    today,
    judgement,
    waivers,
    declared,
    changes,
    monthlyDollars,
  } = parts;
  const judged = judgement.results.map((result) => ({
    ...result,
    ...split(result, waivers, today),
  }));
  const reported = judged.map((one) => ({
    rule: one.rule,
    severity: one.severity,
    outcome: outcomeOf(one),
  }));
  const waived = judged.flatMap((one) =>
    one.waived.map((finding) => waivedFinding(finding, one, parts)),
  );
  const used = new Set(waived.map(({ waiver }) => waiver));
  const undecided = new Set(
    waivers.filter((waiver) =>
      judged.some((one) => one.unknown.some((finding) => mayBeAbout(waiver, finding, one))),
    ),
  );
  const number = numberer();
  return {
    stack,
    environment,
    previewed,
    profile,
    today,
    rules: reported,
    violations: judged.flatMap((one) =>
      one.open.map((finding) => number(reportedFinding(finding, one, declared))),
    ),
    waived: waived.map(number),
    unknowns: judged.flatMap((one) =>
      one.unknown.map((finding) => number(reportedFinding(finding, one, declared))),
    ),
    waiverProblems: waiverProblems(waivers, {
      rules: judgement.results.map(({ rule }) => rule),
      used,
      undecided,
      today,
    }),
    changes,
    score: scoreOf(reported),
    ...(monthlyDollars === undefined ? {} : { monthlyDollars }),
  };
}

/** A rule that could not look at all may find what a waiver is about, whatever that is. */
const mayBeAbout = (waiver: Waiver, finding: Finding, { rule }: RuleResult): boolean =>
  isAbout(waiver, finding, rule) || (waiver.rule === rule.id && finding.resource === undefined);

interface Split {
  readonly open: readonly Finding[];
  readonly waived: readonly (JudgedFinding<Waiver> & { readonly waiver: Waiver })[];
  readonly unknown: readonly Finding[];
}

function split({ rule, findings }: RuleResult, waivers: readonly Waiver[], today: string): Split {
  const matched = findings.map((finding) => ({
    finding,
    waiver: waiverOf(finding, rule, waivers, today),
  }));
  return {
    open: matched.flatMap(({ finding, waiver }) =>
      finding.kind === "violation" && waiver === undefined ? [finding] : [],
    ),
    waived: matched.flatMap(({ finding, waiver }) =>
      waiver === undefined ? [] : [{ ...finding, waiver }],
    ),
    unknown: findings.filter(({ kind }) => kind === "unknown"),
  };
}

function outcomeOf({ outcome, open, waived }: RuleResult & Split): RuleResult["outcome"] {
  if (outcome !== "violation") return outcome;
  return open.length === 0 && waived.length > 0 ? "waived" : "violation";
}

function reportedFinding(
  finding: Finding,
  { rule, severity }: RuleResult,
  declared: ReportParts["declared"],
): ReportedFinding {
  const { message, resource, place } = finding;
  const about =
    resource === undefined
      ? undefined
      : { type: resource.type, name: resource.name, urn: resource.urn };
  const known = resource === undefined ? undefined : declared.get(resource.urn);
  const identity = {
    rule: rule.id,
    message,
    ...(about ? { resource: about } : {}),
    ...(place ? { file: place.file } : {}),
  };
  const fingerprints = fingerprintsOf(identity, known?.aliases ?? []);
  const where = place ?? known?.place;
  return {
    rule,
    severity,
    message,
    fingerprint: fingerprints[0],
    fingerprints,
    ...(about ? { resource: about } : {}),
    ...(where ? { place: where } : {}),
  };
}

function waivedFinding(
  finding: Split["waived"][number],
  result: RuleResult,
  { declared, today }: ReportParts,
): WaivedFinding {
  const { waiver } = finding;
  return {
    ...reportedFinding(finding, result, declared),
    waiver,
    daysLeft: daysBetween(today, waiver.expires),
  };
}

/**
 * Two findings that are alike in everything that a fingerprint knows are counted, so that each
 * stays one result.
 */
function numberer() {
  const seen = new Map<string, number>();
  return <Item extends ReportedFinding>(finding: Item): Item => {
    const count = (seen.get(finding.fingerprint) ?? 0) + 1;
    seen.set(finding.fingerprint, count);
    if (count === 1) return finding;
    const numbered = (fingerprint: string) => `${fingerprint}-${count}`;
    return {
      ...finding,
      fingerprint: numbered(finding.fingerprint),
      fingerprints: finding.fingerprints.map(numbered),
    };
  };
}
