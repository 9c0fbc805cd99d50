import { join } from "node:path";
import type { Policies, StackValidationPolicy } from "@pulumi/policy";
import { getStack } from "@pulumi/pulumi";
import { findProgram } from "@seaworthy/core/project";
import type { Rule } from "../rules/rule.ts";
import { type WaiverProblem, waiverProblems } from "./problems.ts";
import { readWaivers, waiversFile } from "./read.ts";
import type { Waiver } from "./waiver.ts";

/** Waivers of the stack that Pulumi runs the pack for. */
export const waiversOfStack = (): Waiver[] =>
  readWaivers(join(findProgram(), waiversFile(getStack())));

/**
 * What an update says about its waivers: each of them as advice, and as a refusal what makes one
 * hold no more.
 */
export function waiverPolicies(
  waivers: readonly Waiver[],
  rules: readonly Rule[],
  today: string,
): Policies {
  if (waivers.length === 0) return [];
  const problems = waiverProblems(waivers, {
    rules,
    used: new Set(),
    undecided: new Set(waivers),
    today,
  });
  const inForce = waivers.filter(
    (waiver) => !problems.some((problem) => problem.waiver === waiver),
  );
  return [
    telling(
      "waivers-in-force",
      "advisory",
      "Violations that somebody answers for.",
      inForce.map(inForceText),
    ),
    telling(
      "waivers-hold",
      "mandatory",
      "A waiver has an end, and one that has come to it answers for nothing.",
      problems.map(problemText),
    ),
  ];
}

const inForceText = ({ rule, resource, owner, reason, expires }: Waiver): string =>
  `${rule} for ${resource} is waived until ${expires} by ${owner}: ${reason}`;

const problemText = ({ waiver, message }: WaiverProblem): string =>
  `${waiver.file}:${waiver.line}: ${waiver.rule} for ${waiver.resource}: ${message}`;

function telling(
  name: string,
  enforcementLevel: "advisory" | "mandatory",
  description: string,
  lines: readonly string[],
): StackValidationPolicy {
  return {
    name,
    description,
    enforcementLevel,
    validateStack: (_, tell) => {
      for (const line of lines) tell(line);
    },
  };
}
