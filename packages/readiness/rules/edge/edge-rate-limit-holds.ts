import { z } from "zod";
import { isUnknown, valueAt } from "../../plan/value.ts";
import { rulesOfPhase } from "../helpers/edge/edge-rules.ts";
import { configurable, deployed, notKnown, positive, violation } from "../rule.ts";

export const edgeRateLimitHolds = configurable({
  id: "edge-rate-limit-holds",
  area: "edge",
  title: "Whoever exceeds a rate limit is held off for a while",
  why: "A limit that ends with its counting period lets a guesser go on every few seconds.",
  fix: "Give each rate limit a mitigationTimeout of at least 10 seconds.",
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
    leastSeconds: positive(10, "Shortest time that an address is refused"),
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
          : [violation(`Rule ${ref} refuses for less than ${leastSeconds} seconds.`, ruleset)];
      }),
    ];
  },
});
