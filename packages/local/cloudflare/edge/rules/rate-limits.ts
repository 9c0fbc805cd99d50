import { compile, type RuleRequest } from "@seaworthy/rules-language/index";
import type { Visit } from "../http/request.ts";
import { errorReply, type Reply, textReply } from "../http/response.ts";
import type { RateLimitState, RuleState } from "../state.ts";
import { challengeActions, challengeReply } from "./challenge.ts";
import { compileRules } from "./compiled-rules.ts";
import type { CustomResponse } from "./firewall.ts";
import { characteristicReader } from "./rate-characteristics.ts";
import { createRateCounter, type RateCounter } from "./rate-counter.ts";
import { withResponse } from "./rule-request.ts";
import type { SampledLog } from "./sampled-log.ts";

/** Rate limiting rules (`http_ratelimit`). */
export interface RateLimits {
  /**
   * Before anything else is done: the reply to a client over a limit, or undefined. Counts what is
   * counted by the request alone.
   */
  admit(visit: Visit, request: RuleRequest): Reply | undefined;
  /** Before the Worker is asked: the same for rules that count only what reaches it. */
  admitToOrigin(visit: Visit, request: RuleRequest): Reply | undefined;
  /** After the answer, for rules whose counting expression judges it. */
  countAnswered(request: RuleRequest, reply: Reply): void;
}

/** Counters outlive a change of other rules: a limit is not reset by deploying something else. */
export type RateCounters = Map<string, RateCounter>;

interface Limit {
  readonly rule: RuleState;
  readonly counter: RateCounter;
  readonly when: "request" | "origin" | "answer";
  matches(request: RuleRequest): boolean;
  counts(request: RuleRequest): boolean;
  key(request: RuleRequest): string;
}

export function createRateLimits(
  rules: readonly RuleState[] | undefined,
  counters: RateCounters,
  now: () => number,
  log: SampledLog,
): RateLimits {
  const limits = compileRules(rules).flatMap(({ rule, matches }) =>
    rule.ratelimit ? [limitOf(rule, rule.ratelimit, matches, counters)] : [],
  );
  const counting = limits.filter(({ when }) => when === "answer");
  forgetOthers(counters, limits);
  const judge = (
    visit: Visit,
    request: RuleRequest,
    when: "request" | "origin",
  ): Reply | undefined => {
    for (const limit of limits) {
      const applies = limit.matches(request);
      // A rule that counts later is still enforced at once.
      if (applies && (when === "request" || limit.when === when)) {
        const waitMs = limit.counter.waitMs(limit.key(request), now());
        if (waitMs > 0)
          log("edge.rate_limited", limit.rule.id, {
            rule: limit.rule.id,
            action: limit.rule.action,
            ip: visit.clientIp,
            path: visit.path,
          });
        if (waitMs > 0 && limit.rule.action !== "log") return refusal(limit.rule, visit, waitMs);
      }
      if (limit.when === when && limit.counts(request))
        limit.counter.count(limit.key(request), now());
    }
    return undefined;
  };
  return {
    admit: (visit, request) => judge(visit, request, "request"),
    admitToOrigin: (visit, request) => judge(visit, request, "origin"),
    countAnswered: (request, reply) => {
      if (counting.length === 0) return;
      const answered = withResponse(request, reply);
      for (const limit of counting)
        if (limit.counts(answered)) limit.counter.count(limit.key(request), now());
    },
  };
}

function limitOf(
  rule: RuleState,
  ratelimit: RateLimitState,
  matches: Limit["matches"],
  counters: RateCounters,
): Limit {
  const { counting_expression: counting } = ratelimit;
  const readers = ratelimit.characteristics.map(characteristicReader);
  const ofAnswer = counting !== undefined && counting !== "" && counting.includes("http.response.");
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
    when: ofAnswer ? "answer" : ratelimit.requests_to_origin ? "origin" : "request",
    matches,
    counts: counting ? compile(counting, { response: ofAnswer }) : matches,
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

function refusal(rule: RuleState, visit: Visit, waitMs: number): Reply {
  if (challengeActions.has(rule.action)) return challengeReply(visit);
  const retryAfter = ["Retry-After", String(Math.max(1, Math.ceil(waitMs / 1000)))];
  const response = rule.action_parameters?.response as CustomResponse | undefined;
  return response
    ? textReply(response.status_code, response.content_type, response.content, retryAfter)
    : errorReply("rateLimited", visit, retryAfter);
}
