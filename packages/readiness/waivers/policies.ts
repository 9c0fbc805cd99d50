import type { Policies, StackValidationPolicy } from "@pulumi/policy";
import { evaluate } from "../evaluate.ts";
import type { PackEvaluation } from "../plan/policy.ts";
import { readPlanned } from "../plan/read.ts";
import type { WaiverProblem } from "./problems.ts";
import { isExemption, type Waiver } from "./waiver.ts";

/** What a preview and an update report about waivers: which apply, and why others do not. */
export function waiverPolicies(evaluation: PackEvaluation): Policies {
  const { facts, waivers } = evaluation;
  if (waivers.length === 0) return [];
  const problems: StackValidationPolicy["validateStack"] = ({ resources }, tell) => {
    const report = evaluate({ resources: resources.map(readPlanned) }, facts, waivers);
    // The command judges what a pack cannot see: a waiver may be used there.
    for (const problem of report.waiverProblems)
      if (problem.kind !== "unused") tell(problemText(problem));
  };
  return [
    {
      name: "waivers-in-force",
      description: "Violations that are accepted for now, and rules that do not apply.",
      enforcementLevel: "advisory",
      validateStack: (_, tell) => {
        for (const waiver of waivers) tell(waiverLine(waiver));
      },
    },
    {
      name: "waivers-hold",
      description: "Waivers that are expired, too long or too broad are not honoured.",
      enforcementLevel: "mandatory",
      validateStack: problems,
    },
  ];
}

function waiverLine(waiver: Waiver): string {
  const about = `${waiver.rule} for ${waiver.resource}`;
  return isExemption(waiver)
    ? `${about} does not apply (${waiver.owner}): ${waiver.notApplicable}`
    : `${about} is waived until ${waiver.expires} by ${waiver.owner}: ${waiver.reason}`;
}

const problemText = ({ waiver, message }: WaiverProblem): string =>
  `${waiver.file}:${waiver.line}: ${waiver.rule} for ${waiver.resource}: ${message}`;
