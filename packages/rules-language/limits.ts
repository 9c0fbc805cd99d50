export type Plan = "free" | "pro" | "business" | "enterprise";

/** Plans from the smallest to the largest. */
export const plans: readonly Plan[] = ["free", "pro", "business", "enterprise"];

type ByPlan = Readonly<Record<Plan, number>>;

const byPlan = (free: number, pro: number, business: number, enterprise: number): ByPlan => ({
  free,
  pro,
  business,
  enterprise,
});

/** Limits of Rules products, unless their row differs (developers.cloudflare.com/rules). */
const rules = byPlan(10, 25, 50, 300);

/**
 * Cloudflare's limits for rules, with their page on developers.cloudflare.com; `nesting` is ours.
 */
export const limits = {
  /** Characters per expression: ruleset-engine/rules-language/expressions. */
  expressionLength: 4096,
  /** Levels of parentheses, calls and negations: so that no input can exhaust the stack. */
  nesting: 100,
  /** Regular expressions per rule, on every plan: ruleset-engine/rules-language/values. */
  regularExpressionsPerRule: 64,
  /** `#` characters around a raw string: ruleset-engine/rules-language/values. */
  rawStringHashes: 255,
  /** Arguments of `concat()`: ruleset-engine/rules-language/functions, changelog of 2026-09-22. */
  concatArguments: { least: 2, most: 32 },
  /** `${1}` to `${8}` in a replacement: ruleset-engine/rules-language/functions. */
  replacementReferences: 8,
  /** Maximum number of elements from `split()`: ruleset-engine/rules-language/functions. */
  splitElements: 128,
  /** Bits of one `bit_slice()`, and its largest offset: ruleset-engine/rules-language/functions. */
  bitSlice: { bits: 32, offset: 2040 },
  /** Custom lists, and their items in total: waf/tools/lists. */
  lists: byPlan(1, 10, 10, 1000),
  listItems: byPlan(10_000, 10_000, 10_000, 500_000),
  /** Bulk redirect lists, and their redirects in total: rules/url-forwarding/bulk-redirects. */
  redirectLists: byPlan(5, 5, 5, 25),
  redirects: byPlan(10_000, 25_000, 50_000, 1_000_000),
  /** The lowest plan with `matches` (operators page) and with HMAC validation (functions page). */
  leastPlan: { matches: "business", is_timed_hmac_valid_v0: "pro" },
  /**
   * Rules of a zone by phase and plan: waf/custom-rules, waf/rate-limiting-rules, rules,
   * cache/how-to/cache-rules.
   */
  rulesPerPhase: {
    http_request_firewall_custom: byPlan(5, 20, 100, 1000),
    http_ratelimit: byPlan(1, 2, 5, 100),
    http_config_settings: rules,
    http_request_cache_settings: rules,
    http_request_cloud_connector: rules,
    http_request_dynamic_redirect: rules,
    http_request_late_transform: rules,
    http_request_origin: rules,
    http_request_transform: rules,
    http_response_compression: rules,
    http_response_headers_transform: rules,
    http_custom_errors: byPlan(0, 25, 50, 300),
    http_request_snippets: byPlan(0, 25, 50, 300),
    http_request_redirect: byPlan(15, 15, 15, 50),
  },
} as const satisfies Record<string, unknown>;

/** The maximum number of rules of a phase on a plan; undefined when Cloudflare documents none. */
export function maxRules(phase: string, plan: Plan): number | undefined {
  const table: Readonly<Record<string, ByPlan>> = limits.rulesPerPhase;
  return table[phase]?.[plan];
}

export function planAllows(plan: Plan, least: Plan): boolean {
  return plans.indexOf(plan) >= plans.indexOf(least);
}
