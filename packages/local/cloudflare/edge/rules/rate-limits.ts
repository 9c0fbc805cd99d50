import { compile, type RuleRequest } from "@seaworthy/rules-language/index";
import type { Phase } from "../compose.ts";
import type { EdgeRequest } from "../http/request.ts";
import { type EdgeResponse, errorResponse, RuleResponse, textResponse } from "../http/response.ts";
import type { RateLimitState, RuleState } from "../state.ts";
import { challengeActions, challengeResponse } from "./challenge.ts";
import { compileRules, listsOf } from "./compiled-rules.ts";
import type { CustomResponse } from "./firewall.ts";
import { characteristicReader } from "./rate-characteristics.ts";
import { createRateCounter, type RateCounter } from "./rate-counter.ts";
import type { SampledLog } from "./sampled-log.ts";

/** Rate limiting rules (`http_ratelimit`). */
export interface RateLimits {
  /**
   * Runs first: blocks a client that is over a limit. Counts what depends on the request alone, and
   * on the way back what depends on the response.
   */
  readonly ofRequests: Phase;
  /** Runs before the Worker: the same for rules that count only what reaches it. */
  readonly ofOrigin: Phase | undefined;
}

/** Counters survive changes to other rules: deploying something else does not reset a limit. */
export type RateCounters = Map<string, RateCounter>;

interface Limit {
  readonly rule: RuleState;
  readonly counter: RateCounter;
  readonly when: "request" | "origin" | "response";
  matches(request: RuleRequest): boolean;
  counts(request: RuleRequest): boolean;
  key(request: RuleRequest): string;
}

export interface RateLimitOptions {
  readonly counters: RateCounters;
  readonly now: () => number;
  readonly log: SampledLog;
}

/** Undefined when no rule limits anything. */
export function createRateLimits(
  rules: readonly RuleState[] | undefined,
  options: RateLimitOptions,
): RateLimits | undefined {
  const limits = compileRules(rules).flatMap(({ rule, matches }) =>
    rule.ratelimit ? [limitOf(rule, rule.ratelimit, matches, options.counters)] : [],
  );
  forgetOthers(options.counters, limits);
  if (limits.length === 0) return undefined;
  const counting = limits.filter(({ when }) => when === "response");
  const skipped = (request: EdgeRequest) => request.skippedPhases.has("http_ratelimit");
  return {
    ofRequests: (request, next) => {
      if (skipped(request)) return next();
      const refused = judge(limits, request, "request", options);
      if (refused) return refused;
      return counting.length === 0 ? next() : countResponse(counting, request, next(), options);
    },
    ofOrigin: limits.some(({ when }) => when === "origin")
      ? (request, next) =>
          (skipped(request) ? undefined : judge(limits, request, "origin", options)) ?? next()
      : undefined,
  };
}

function judge(
  limits: readonly Limit[],
  request: EdgeRequest,
  when: "request" | "origin",
  { now, log }: RateLimitOptions,
): EdgeResponse | undefined {
  for (const limit of limits) {
    // A rule that counts later is still enforced now.
    if ((when === "request" || limit.when === when) && limit.matches(request)) {
      const waitMs = limit.counter.waitMs(limit.key(request), now());
      if (waitMs > 0) note(limit.rule, request, log);
      if (waitMs > 0 && limit.rule.action !== "log") return refusal(limit.rule, request, waitMs);
    }
    if (limit.when === when && limit.counts(request))
      limit.counter.count(limit.key(request), now());
  }
  return undefined;
}

function note(rule: RuleState, request: EdgeRequest, log: SampledLog): void {
  log("edge.rate_limited", rule.id, {
    rule: rule.description ?? rule.id,
    ruleId: rule.id,
    action: rule.action,
    ip: request.clientAddress,
    method: request.method,
    path: request.path,
    ray: request.ray,
  });
}

async function countResponse(
  counting: readonly Limit[],
  request: EdgeRequest,
  coming: EdgeResponse | Promise<EdgeResponse>,
  { now }: RateLimitOptions,
): Promise<EdgeResponse> {
  const response = await coming;
  request.response = new RuleResponse(response);
  for (const limit of counting)
    if (limit.counts(request)) limit.counter.count(limit.key(request), now());
  return response;
}

function limitOf(
  rule: RuleState,
  ratelimit: RateLimitState,
  matches: Limit["matches"],
  counters: RateCounters,
): Limit {
  const { counting_expression: counting } = ratelimit;
  const readers = ratelimit.characteristics.map(characteristicReader);
  const ofResponse =
    counting !== undefined && counting !== "" && counting.includes("http.response.");
  const id = counterId(rule, ratelimit);
  const counter =
    counters.get(id) ??
    createRateCounter({
      limit: ratelimit.requests_per_period ?? 0,
      periodMs: ratelimit.period * 1000,
      mitigationMs: (ratelimit.mitigation_timeout ?? 0) * 1000,
    });
  counters.set(id, counter);
  return {
    rule,
    counter,
    when: ofResponse ? "response" : ratelimit.requests_to_origin ? "origin" : "request",
    matches,
    counts: counting ? compile(counting, { response: ofResponse, ...listsOf(rule) }) : matches,
    key: (request) => readers.map((read) => read(request)).join("\n"),
  };
}

function counterId(rule: RuleState, ratelimit: RateLimitState): string {
  return JSON.stringify([rule.id, ratelimit]);
}

function forgetOthers(counters: RateCounters, limits: readonly Limit[]): void {
  const used = new Set(limits.map(({ counter }) => counter));
  for (const [id, counter] of counters) if (!used.has(counter)) counters.delete(id);
}

function refusal(rule: RuleState, request: EdgeRequest, waitMs: number): EdgeResponse {
  if (challengeActions.has(rule.action)) return challengeResponse(request);
  const retryAfter = ["Retry-After", String(Math.max(1, Math.ceil(waitMs / 1000)))];
  const response = rule.action_parameters?.response as CustomResponse | undefined;
  return response
    ? textResponse(response.status_code, response.content_type, response.content, retryAfter)
    : errorResponse("rateLimited", request, retryAfter);
}
