import { z } from "zod";
import { isUnknown, valueAt } from "../../plan/value.ts";
import { rulesOfPhase } from "../helpers/edge/edge-rules.ts";
import { configurable, deployed, notKnown, positive, violation } from "../rule.ts";

export const edgeRateLimitHolds = configurable({
  id: "edge-rate-limit-holds",
  area: "edge",
  title: "Clients that exceed a rate limit are blocked for a while",
  why: "If the block ends with the counting period, an attacker can continue every few seconds.",
  fix: "Set a mitigationTimeout of at least 10 seconds on each rate limit.",
  example: {
    language: "typescript",
    code: "ratelimit: { ...counted, period: 60, mitigationTimeout: 60 }",
  },
  source: "https://developers.cloudflare.com/waf/rate-limiting-rules/best-practices/",
  severity: deployed,
  rank: "medium",
  scope: "stack",
  subjects: ["ruleset"],
  configuration: z.object({
    leastSeconds: positive(10, "Minimum time that an address is blocked"),
  }),
  judge: (resources, { leastSeconds }) => {
    const { rules, findings } = rulesOfPhase(resources, "http_ratelimit");
    return [
      ...findings,
      ...rules.flatMap(({ ref, ruleset, declared }) => {
        const held = valueAt(declared, "ratelimit", "mitigationTimeout");
        if (isUnknown(held)) return [notKnown(`mitigationTimeout of rule ${ref}`, ruleset)];
        return Number(held ?? 0) >= leastSeconds
          ? []
          : [violation(`Rule ${ref} blocks for less than ${leastSeconds} seconds.`, ruleset)];
      }),
    ];
  },
});
