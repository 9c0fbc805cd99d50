import { daysBetween } from "@seaworthy/core/days";
import { defined } from "@seaworthy/core/defined";
import { fingerprintsOf } from "../fingerprint/fingerprint.ts";
import type { Judgement, RuleResult } from "../judge.ts";
import type { Plan } from "../plan/plan.ts";
import type { Finding, Rule } from "../rules/rule.ts";
import type { Shown } from "../score/proofs.ts";
import { scoreOf } from "../score/score.ts";
import { identityOf, isAbout, isOfRule, matchWaivers, nameAmong } from "../waivers/match.ts";
import { waiverProblems } from "../waivers/problems.ts";
import { isExemption, type Waiver } from "../waivers/waiver.ts";
import { notCovered } from "./not-covered.ts";
import { placeOf } from "./place-of.ts";
import type { ExemptFinding, Report, ReportedFinding, WaivedFinding } from "./report.ts";

export interface ReportParts {
  readonly about: Pick<Report, "stack" | "environment" | "previewed" | "profile" | "today">;
  readonly judgement: Judgement;
  readonly plan: Plan;
  readonly waivers: readonly Waiver[];
  /** Rules that a waiver may name. */
  readonly everyRule: readonly Rule[];
  readonly monthlyDollars?: number;
  /** For policies that experiments can show, by the policy's id. */
  readonly shown?: ReadonlyMap<string, Shown>;
}

export function buildReport(parts: ReportParts): Report {
  const { about, judgement, plan, waivers, monthlyDollars } = parts;
  const judged = judgement.results.map((result) => sortOut(result, parts));
  const number = numberer();
  const listed = (pick: (one: Judged) => readonly ReportedFinding[]) =>
    judged.flatMap((one) => pick(one).map(number));
  const rules = judged.map((one) => ({
    rule: one.rule,
    severity: one.severity,
    outcome: outcomeOf(one),
  }));
  return {
    ...about,
    rules,
    violations: listed(({ open }) => open),
    waived: judged.flatMap(({ waived }) => waived.map(number)),
    notApplicable: judged.flatMap(({ exempt }) => exempt.map(number)),
    unknowns: listed(({ unknown }) => unknown),
    waiverProblems: waiverProblems(waivers, {
      rules: parts.everyRule,
      used: new Set(judged.flatMap(({ used }) => [...used])),
      tooBroad: new Map(judged.flatMap(({ tooBroad }) => [...tooBroad])),
      doubled: new Map(judged.flatMap(({ doubled }) => [...doubled])),
      undecided: undecided(waivers, judgement),
      today: about.today,
    }),
    notCovered: notCovered(plan.resources),
    resources: plan.resources.map(({ type, name }) => `${type} ${name}`),
    changes: plan.changes ?? [],
    score: scoreOf(rules, parts.shown),
    ...defined({ monthlyDollars }),
  };
}

/** A rule's findings by outcome. */
interface Judged extends RuleResult {
  readonly open: readonly ReportedFinding[];
  readonly waived: readonly WaivedFinding[];
  readonly exempt: readonly ExemptFinding[];
  readonly unknown: readonly ReportedFinding[];
  readonly used: ReadonlySet<Waiver>;
  readonly tooBroad: ReadonlyMap<Waiver, readonly string[]>;
  readonly doubled: ReadonlyMap<Waiver, Waiver>;
}

function sortOut(result: RuleResult, parts: ReportParts): Judged {
  const { rule, findings } = result;
  const { today } = parts.about;
  const { by, tooBroad, doubled } = matchWaivers(findings, rule, parts.waivers, today);
  const told = (finding: Finding) => reported(finding, result, parts.plan);
  const waived: WaivedFinding[] = [];
  const exempt: ExemptFinding[] = [];
  for (const [finding, waiver] of by) {
    if (isExemption(waiver)) exempt.push({ ...told(finding), waiver });
    else waived.push({ ...told(finding), waiver, daysLeft: daysBetween(today, waiver.expires) });
  }
  const open = findings.filter((one) => one.kind === "violation" && !by.has(one));
  const unknown = findings.filter(({ kind }) => kind === "unknown");
  return {
    ...result,
    open: open.map(told),
    waived,
    exempt,
    unknown: unknown.map(told),
    used: new Set(by.values()),
    tooBroad,
    doubled,
  };
}

function outcomeOf({ outcome, open, waived, unknown }: Judged): RuleResult["outcome"] {
  if (outcome !== "violation") return outcome;
  if (open.length > 0) return "violation";
  if (unknown.length > 0) return "unknown";
  return waived.length > 0 ? "waived" : "passed";
}

/** Waivers of rules that could not check what they are about. */
function undecided(waivers: readonly Waiver[], { results }: Judgement): ReadonlySet<Waiver> {
  const waits = (waiver: Waiver) =>
    results.some(({ rule, findings }) =>
      findings.some(
        (finding) =>
          finding.kind === "unknown" &&
          (isAbout(waiver, finding, rule) ||
            (isOfRule(waiver, rule) && finding.resource === undefined)),
      ),
    );
  return new Set(waivers.filter(waits));
}

function reported(
  finding: Finding,
  { rule, severity, findings }: RuleResult,
  plan: Plan,
): ReportedFinding {
  const { resource } = finding;
  const about = resource && { type: resource.type, name: resource.name, urn: resource.urn };
  const aliases = (resource && plan.declared?.get(resource.urn)?.aliases) ?? [];
  const fingerprints = fingerprintsOf(identityOf(finding, rule), aliases);
  const where = placeOf(finding, rule, plan);
  return {
    rule,
    severity,
    message: withoutSecrets(finding.message, plan.secretTexts),
    name: nameAmong(finding, findings, rule),
    fingerprint: fingerprints[0],
    fingerprints,
    ...defined({ resource: about, place: where }),
  };
}

/** Shorter texts are words that occur in any sentence. */
const leastSecret = 6;

function withoutSecrets(message: string, secrets: ReadonlySet<string> = new Set()): string {
  return [...secrets]
    .filter((text) => text.length >= leastSecret)
    .reduce((text, secret) => text.replaceAll(secret, "[secret]"), message);
}

/** Findings with equal fingerprints are numbered, so that each stays a separate result. */
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
