import type { Plan } from "@seaworthy/rules-language/index";

/**
 * What a zone's plan allows, besides the numbers of rules and what expressions may have, which
 * `rules/` knows.
 */
export interface ZonePlan {
  readonly name: Plan;
  readonly ratelimit: {
    readonly maxPeriodSeconds: number;
    readonly maxMitigationSeconds: number;
    /** Undefined: all that there are. */
    readonly characteristics?: readonly string[];
    readonly countingExpression: boolean;
  };
  readonly logAction: boolean;
}

const byAddress = ["cf.colo.id", "ip.src"];

/**
 * https://developers.cloudflare.com/waf/rate-limiting-rules/#availability. Enterprise is taken with
 * its security add-ons.
 */
export const zonePlans: Readonly<Record<Plan, ZonePlan>> = {
  free: {
    name: "free",
    ratelimit: {
      maxPeriodSeconds: 10,
      maxMitigationSeconds: 10,
      characteristics: byAddress,
      countingExpression: false,
    },
    logAction: false,
  },
  pro: {
    name: "pro",
    ratelimit: {
      maxPeriodSeconds: 60,
      maxMitigationSeconds: 3600,
      characteristics: byAddress,
      countingExpression: false,
    },
    logAction: false,
  },
  business: {
    name: "business",
    ratelimit: {
      maxPeriodSeconds: 600,
      maxMitigationSeconds: 86_400,
      characteristics: [...byAddress, "cf.unique_visitor_id"],
      countingExpression: true,
    },
    logAction: false,
  },
  enterprise: {
    name: "enterprise",
    ratelimit: { maxPeriodSeconds: 65_535, maxMitigationSeconds: 86_400, countingExpression: true },
    logAction: true,
  },
};

/** Before anybody says otherwise: what is refused here is then refused by every plan. */
export const initialPlan: Plan = "enterprise";
