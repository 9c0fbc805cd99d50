import { SeaworthyError } from "@seaworthy/core/errors";
import { readTimedHmac, type TimedHmac } from "@seaworthy/rules-language/timed-hmac";
import { z } from "zod";
import type { StackState } from "../rotate/stack/stack-state.ts";

const rulesSchema = z.object({
  rules: z.array(z.looseObject({ action: z.string(), expression: z.string() })),
});

/**
 * Secret. The signature by which the zone's skip rule exempts the load generator from its rate
 * limits.
 */
export function exemptionOf(state: StackState): TimedHmac | undefined {
  for (const { inputs } of state.resources()) {
    const rules = rulesSchema.safeParse(inputs).data?.rules ?? [];
    for (const { action, expression } of rules) {
      const found = action === "skip" ? readTimedHmac(expression) : undefined;
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

/** Throws USAGE for a stack whose zone would rate-limit the load's single address. */
export function requireExemption(stack: string, state: StackState): TimedHmac {
  const found = exemptionOf(state);
  if (found !== undefined) return found;
  throw new SeaworthyError(
    "USAGE",
    `Stack ${stack} does not exempt the load generator from its rate limits. Set seaworthy:edge.loadTest: true in Pulumi.${stack}.yaml and type: npx seaworthy up ${stack}. Nothing was sent.`,
  );
}
