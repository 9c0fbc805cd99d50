import { defined } from "@seaworthy/core/defined";
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

/** The inputs of an evaluation besides the plan. */
export interface EvaluationFacts extends Facts {
  readonly stack: string;
  readonly previewed?: Report["previewed"];
  /** The profile's name in reports. */
  readonly profileName?: string;
  readonly profile?: Profile;
  /** Default: all rules of the table. */
  readonly rules?: readonly Rule[];
  /** What experiments on the running stack have shown. */
  readonly proofs?: Proofs;
}

/**
 * Judges a plan and reports the result: the single entry point for the command, the policy pack and
 * tests. Pure: the same plan, facts and waivers give the same report.
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
    ...defined({ written }),
  });
  return reportOn(judgement, { ...plan, resources }, facts, waivers);
}

/** The report of an existing judgement. */
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
