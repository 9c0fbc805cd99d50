import { join } from "node:path";
import { PolicyPack } from "@pulumi/policy";
import { getProject, getStack } from "@pulumi/pulumi";
import { policiesOf } from "./plan/policy.ts";
import { shareDeserialized } from "./plan/shared-deserialization.ts";
import { factsOfStack } from "./plan/stack.ts";
import { readProfile } from "./profiles/read.ts";
import { resolveProfile } from "./profiles/resolve.ts";
import type { Rule } from "./rules/rule.ts";
import { rules as everyRule } from "./rules/table.ts";
import type { AppFacts } from "./samples/routes.ts";
import { isOwnProgram, programRoot } from "./sources/program-root.ts";
import { sourcesOf } from "./sources/sources.ts";
import { waiverPolicies } from "./waivers/policies.ts";
import { readWaivers, waiversFile } from "./waivers/read.ts";

export interface ReadinessOptions {
  /**
   * What the stack's app serves; without it, rules about apps are off. Not called for another
   * program, whose app it does not describe.
   */
  readonly app?: () => AppFacts;
  /** A built-in profile, or the path of one; `baseline` by default. */
  readonly profile?: string;
  /** The team's own rules, in addition to the built-in ones. */
  readonly rules?: readonly Rule[];
}

/**
 * The policy pack. Waivers, migrations and finding lines come from the program that the engine runs
 * it for.
 */
export function readiness({ app, profile = "baseline", rules: own = [] }: ReadinessOptions = {}) {
  shareDeserialized();
  const rules = [...everyRule, ...own];
  const stack = getStack();
  const root = programRoot(getProject());
  const facts = factsOfStack();
  const evaluation = {
    facts: {
      ...facts,
      ...(app && isOwnProgram(root) && { app: app() }),
      stack,
      rules,
      profileName: profile,
      profile: resolveProfile(readProfile(profile), rules, facts.environment),
    },
    waivers: readWaivers(join(root, waiversFile(stack))),
    sources: sourcesOf({ root, stack }),
    root,
  };
  return new PolicyPack("seaworthy-readiness", {
    policies: [...policiesOf(rules, evaluation), ...waiverPolicies(evaluation)],
  });
}
