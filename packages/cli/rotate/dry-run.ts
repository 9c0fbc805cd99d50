import type { Environment } from "@seaworthy/core/environment";
import type { Stack } from "../project.ts";
import { planOf } from "./plan.ts";
import { announce, journalOf, type RotateOptions, requestOf } from "./rotate.ts";
import { rotatorOf } from "./rotators/table.ts";
import { choose } from "./select.ts";
import { openEngine } from "./stack/engine.ts";
import { stackTags } from "./stack/tags.ts";
import { requireUse } from "./values/provided-values.ts";

/**
 * Prints what a rotation would do, ask an operator for, and leave out. Changes nothing and prompts
 * for nothing.
 */
export async function dryRun(
  stack: Stack,
  environment: Environment,
  options: RotateOptions,
): Promise<void> {
  const state = await openEngine(stack, environment, options.configFile).readState();
  const choice = choose(state, options.names, options.due, new Date());
  requireUse(choice.toGive, options.source, state);
  const tags = stackTags(stack.name, environment);
  const request = {
    ...options,
    ...(await requestOf(state, tags, options)),
    id: "dry-run",
    choice,
    provided: new Map(),
  };
  const plan = planOf(state, await journalOf(state, tags).read(), request);
  announce(plan, stack, options.report);
  for (const secret of plan.left ? [] : choice.toGive)
    options.report({
      event: "would-ask",
      secret,
      reason: `an operator creates one at ${rotatorOf(state.manifest, secret).person?.madeAt}`,
    });
  if (Object.keys(plan.targets).length === 0)
    options.report({
      event: "done",
      run: "dry-run",
      outcome: "nothing-due",
      secrets: {},
      seconds: 0,
    });
}
