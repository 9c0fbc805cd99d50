import { type Judgement, judge, type Profile } from "./judge.ts";
import type { Plan } from "./plan/plan.ts";
import { understand } from "./plan/translate/translate.ts";
import { buildReport } from "./reports/build.ts";
import type { Report } from "./reports/report.ts";
import { monthlyCost } from "./rules/helpers/monthly-cost.ts";
import type { Facts, Rule } from "./rules/rule.ts";
import { rules as everyRule } from "./rules/table.ts";
import { type Proofs, shownPolicies } from "./score/proofs.ts";
import type { Waiver } from "./waivers/waiver.ts";

/** What an evaluation is told besides the plan. */
export interface EvaluationFacts extends Facts {
  readonly stack: string;
  readonly previewed?: Report["previewed"];
  /** How reports call the profile. */
  readonly profileName?: string;
  readonly profile?: Profile;
  /** All rules of the table, unless a test or the pack wants some. */
  readonly rules?: readonly Rule[];
  /** What experiments on the running stack have shown. */
  readonly proofs?: Proofs;
}

/**
 * Judges a plan and says what came out: the one door for the command, the policy pack and tests.
 * Pure: the same plan, facts and waivers give the same report.
 */
export function evaluate(
  plan: Plan,
  facts: EvaluationFacts,
  waivers: readonly Waiver[] = [],
): Report {
  const resources = understand(plan.resources);
  const written = facts.written ?? plan.sources?.written;
  const judgement = judge(resources, {
    ...facts,
    ...(written && { written }),
  });
  return reportOn(judgement, { ...plan, resources }, facts, waivers);
}

/** The report of a judgement that already exists. */
export function reportOn(
  judgement: Judgement,
  plan: Plan,
  facts: EvaluationFacts,
  waivers: readonly Waiver[],
): Report {
  const { stack, environment, previewed = "stand-ins", profileName = "baseline", today } = facts;
  return buildReport({
    about: { stack, environment, previewed, profile: profileName, today },
    judgement,
    plan,
    waivers,
    everyRule: facts.rules ?? everyRule,
    monthlyDollars: monthlyCost(plan.resources).dollars,
    ...(facts.proofs && { shown: shownPolicies(facts.proofs, plan.resources, endOf(today)) }),
  });
}

const endOf = (day: string): Date => new Date(`${day}T23:59:59.999Z`);
