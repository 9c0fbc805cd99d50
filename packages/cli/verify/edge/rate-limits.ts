import { isObject, type PlannedObject } from "@seaworthy/readiness/plan/value";
import { type EdgeRule, rulesOfPhase } from "@seaworthy/readiness/rules/helpers/edge/edge-rules";
import { stoppedBy } from "@seaworthy/readiness/rules/helpers/edge/firewall";
import type { RuleRequest } from "@seaworthy/rules-language/index";
import type { Context } from "../context.ts";
import { type Experiment, type Observation, shown, unknown } from "../experiment.ts";
import { requestFor, requestTo } from "../http/samples.ts";
import { type Question, questionOf, type Visitor } from "../http/visitor.ts";
import { withOtherKey } from "./counting-key.ts";

/** A rule's declared numbers. */
interface Limit {
  readonly requests: number;
  readonly periodSeconds: number;
  readonly holdSeconds: number;
  readonly characteristics: readonly string[];
}

const counted = ["edge-rate-limit-counted", "edge-rest-rate-limit", "edge-auth-rate-limit"];

export const rateLimits: Experiment = {
  id: "rate-limits",
  title: "Each rate limit refuses with 429 at its declared count, and only then",
  effect: "synthetic",
  policies: [...counted, "edge-rate-limit-holds", "edge-people-pass"],
  seconds: 240,
  run: async (context) => {
    const { rules, findings } = rulesOfPhase(context.declared("ruleset"), "http_ratelimit");
    const notReadable = findings.map(({ message }) => unknown("A rate limit", message));
    const observations: Observation[] = [...notReadable];
    for (const rule of rules) observations.push(...(await tryRule(rule, rules, context)));
    return observations;
  },
};

async function tryRule(
  rule: EdgeRule,
  all: readonly EdgeRule[],
  context: Context,
): Promise<readonly Observation[]> {
  const what = `Rate limit ${rule.ref}`;
  const limit = limitOf(rule.declared);
  if (limit === undefined) return [unknown(what, "It declares no count and period.", counted)];
  const request = requestOf(rule, all, context);
  if (request === undefined)
    return [unknown(what, "No request was found that it counts and no other rule stops.", counted)];
  const visitor = context.visitor();
  const question = questionOf(request);
  const place = `${question.method} ${question.path}`;
  const counting = await sendUntilRefused(visitor, question, limit, context);
  const declared = `${limit.requests} requests in ${limit.periodSeconds} s, then 429`;
  if ("tooSlow" in counting) return [unknown(what, counting.tooSlow, counted)];
  const { passed, retryAfter } = counting;
  const isExact = passed === limit.requests || (!context.stack.isLocal && passed > limit.requests);
  const observed =
    retryAfter === undefined
      ? `${passed} requests to ${place}, and none was refused`
      : `429 at request ${passed + 1} to ${place}`;
  const first = shown(what, retryAfter !== undefined && isExact, {
    ...{ declared, observed },
    policies: counted,
  });
  if (retryAfter === undefined) return [first];
  return [
    first,
    held(what, limit, retryAfter),
    ...(await others(what, { limit, question, visitor, all, context })),
  ];
}

/** Retry-After must match the declared hold; a few seconds may have passed by the response. */
const held = (what: string, { holdSeconds }: Limit, retryAfter: string): Observation =>
  shown(
    `${what} holds off`,
    Number(retryAfter) <= Math.max(1, holdSeconds) && Number(retryAfter) >= holdSeconds - 5,
    {
      declared: `for ${holdSeconds} s`,
      observed: `Retry-After: ${retryAfter}`,
      policies: ["edge-rate-limit-holds"],
    },
  );

interface Refused {
  readonly limit: Limit;
  readonly question: Question;
  readonly visitor: Visitor;
  readonly all: readonly EdgeRule[];
  readonly context: Context;
}

/** Other keys must not be limited, nor requests that the rule does not count. */
async function others(
  what: string,
  { limit, question, visitor, all, context }: Refused,
): Promise<readonly Observation[]> {
  const policies = ["edge-people-pass", ...counted.slice(0, 1)];
  const observations: Observation[] = [];
  for (const key of limit.characteristics) {
    const other = withOtherKey(key, question);
    const isAddress = key === "ip.src";
    if (isAddress ? !context.stack.isLocal : other === undefined) continue;
    const answer = isAddress
      ? await context.visitor().ask(question)
      : await visitor.ask(other ?? question);
    observations.push(
      shown(`${what} counts by ${key}`, !isRefused(answer), {
        declared: "another key is not refused",
        observed: `another key got ${answer.status}`,
        policies,
      }),
    );
  }
  const ready = requestTo(context, context.state.manifest.routes.ready);
  if (all.some(({ matches }) => matches(ready))) return observations;
  const answer = await visitor.ask(questionOf(ready));
  return [
    ...observations,
    shown(`${what} leaves other routes alone`, !isRefused(answer), {
      declared: "what it does not count is not refused",
      observed: `the readiness route answered ${answer.status}`,
      policies,
    }),
  ];
}

type Counting = { readonly passed: number; readonly retryAfter?: string } | { tooSlow: string };

/** A vendor that counts in many places may let a few more pass, but never fewer. */
async function sendUntilRefused(
  visitor: Visitor,
  question: Question,
  { requests, periodSeconds }: Limit,
  { stack }: Context,
): Promise<Counting> {
  const most = stack.isLocal ? requests + 1 : Math.ceil(requests * 1.5) + 20;
  const began = performance.now();
  for (let passed = 0; passed < most; passed++) {
    const answer = await visitor.ask(question);
    if (isRefused(answer)) return { passed, retryAfter: answer.headers["retry-after"] ?? "" };
    if (performance.now() - began > periodSeconds * 1000)
      return { tooSlow: `${passed + 1} requests took longer than the ${periodSeconds} s period.` };
  }
  return { passed: most };
}

/** By the edge: the app's own rejections are problem documents. */
const isRefused = ({ status, headers }: Awaited<ReturnType<Visitor["ask"]>>): boolean =>
  status === 429 && !(headers["content-type"] ?? "").startsWith("application/problem+json");

/** A request that only this rule counts, or for which all other matching rules allow more. */
function requestOf(
  rule: EdgeRule,
  all: readonly EdgeRule[],
  context: Context,
): RuleRequest | undefined {
  const firewall = rulesOfPhase(context.declared("ruleset"), "http_request_firewall_custom").rules;
  const own = limitOf(rule.declared)?.requests ?? 0;
  const tighter = all.filter(
    (one) => one !== rule && (limitOf(one.declared)?.requests ?? 0) <= own,
  );
  return requestFor(
    rule,
    context,
    (request) =>
      stoppedBy(firewall, request) === undefined &&
      !tighter.some(({ matches }) => matches(request)),
  );
}

function limitOf({ ratelimit }: PlannedObject): Limit | undefined {
  if (!isObject(ratelimit)) return undefined;
  const { requestsPerPeriod, period, mitigationTimeout, characteristics } = ratelimit;
  const [requests, periodSeconds] = [Number(requestsPerPeriod), Number(period)];
  if (!(requests > 0 && periodSeconds > 0)) return undefined;
  return {
    requests,
    periodSeconds,
    holdSeconds: Number(mitigationTimeout ?? 0),
    characteristics: Array.isArray(characteristics) ? characteristics.map(String) : [],
  };
}
