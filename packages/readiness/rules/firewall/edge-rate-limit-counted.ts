import { isUnknown, type PlannedValue, valueAt } from "../../plan/value.ts";
import { rulesOfPhase } from "../helpers/edge/edge-rules.ts";
import { everywhere, notKnown, type Rule, violation } from "../rule.ts";

export const edgeRateLimitCounted: Rule = {
  id: "edge-rate-limit-counted",
  area: "edge",
  title: "Cloudflare accepts the characteristics of each rate limit",
  why: "Cloudflare rejects a rate limit without cf.colo.id, or one that counts by both ip.src and cf.unique_visitor_id, in the middle of an update. The zone is then left without that ruleset's limits.",
  fix: "List cf.colo.id and one of ip.src and cf.unique_visitor_id in the rate limit's characteristics.",
  example: {
    language: "typescript",
    code: 'ratelimit: { characteristics: ["ip.src", "cf.colo.id"], period: 60, requestsPerPeriod: 100, mitigationTimeout: 60 }',
  },
  source: "https://developers.cloudflare.com/waf/rate-limiting-rules/parameters/",
  severity: everywhere,
  rank: "high",
  scope: "stack",
  subjects: ["ruleset"],
  judge: (resources) => {
    const { rules } = rulesOfPhase(resources, "http_ratelimit");
    return rules.flatMap(({ ref, ruleset, declared }) => {
      const characteristics = valueAt(declared, "ratelimit", "characteristics");
      if (isUnknown(characteristics)) return [notKnown(`characteristics of rule ${ref}`, ruleset)];
      const names: readonly PlannedValue[] = Array.isArray(characteristics) ? characteristics : [];
      const said = !names.includes("cf.colo.id")
        ? "has no cf.colo.id among its characteristics"
        : names.includes("ip.src") && names.includes("cf.unique_visitor_id")
          ? "counts by both ip.src and cf.unique_visitor_id"
          : undefined;
      return said === undefined ? [] : [violation(`Rule ${ref} ${said}.`, ruleset)];
    });
  },
};
