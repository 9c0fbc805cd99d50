import type { Plan } from "@seaworthy/rules-language/index";

/**
 * Limits of a zone's plan, besides the rule counts and expression features, which the rules
 * language knows.
 */
export interface ZonePlan {
  readonly name: Plan;
  readonly ratelimit: {
    readonly maxPeriodSeconds: number;
    readonly maxMitigationSeconds: number;
    /** Undefined: all of them. */
    readonly characteristics?: readonly string[];
    readonly countingExpression: boolean;
  };
  readonly logAction: boolean;
}

const byAddress = ["cf.colo.id", "ip.src"];

/**
 * https://developers.cloudflare.com/waf/rate-limiting-rules/#availability. Enterprise includes its
 * security add-ons.
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

/** Before a plan is set: what this one rejects, every plan rejects. */
export const initialPlan: Plan = "enterprise";
