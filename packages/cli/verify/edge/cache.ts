import { setTimeout as delay } from "node:timers/promises";
import { isObject, type PlannedObject, valueAt } from "@seaworthy/readiness/plan/value";
import { type EdgeRule, rulesOfPhase } from "@seaworthy/readiness/rules/helpers/edge/edge-rules";
import { samplePath } from "@seaworthy/readiness/samples/routes";
import type { RuleRequest } from "@seaworthy/rules-language/index";
import type { Context } from "../context.ts";
import { type Experiment, type Observation, shown, unknown } from "../experiment.ts";
import { publicReads, requestFor } from "../http/samples.ts";
import { type Answer, questionOf, type Visitor } from "../http/visitor.ts";

/**
 * Longer lifetimes are not awaited; that a copy is never older than its lifetime is checked anyway.
 */
const mostWaitSeconds = 90;
const ttl = ["cache-edge-ttl-bounded"];
const kept = ["cache-only-reads"];
const personal = ["cache-nothing-personal", "cache-private-paths"];

export const edgeCache: Experiment = {
  id: "cache-hits",
  title: "The edge answers from its cache what is declared, as long as declared, and nobody else's",
  effect: "synthetic",
  policies: [...ttl, ...kept, ...personal],
  seconds: 150,
  run: async (context) => {
    const { rules, findings } = rulesOfPhase(
      context.declared("ruleset"),
      "http_request_cache_settings",
    );
    const observations: Observation[] = findings.map(({ message }) =>
      unknown("A cache rule", message, kept),
    );
    const keeping = rules.filter(({ declared }) => keeps(declared));
    for (const rule of keeping) observations.push(...(await tryRule(rule, rules, context)));
    if (keeping.length === 0 && findings.length === 0)
      observations.push(...(await nothingKept(context)));
    return observations;
  },
};

/** Without a rule that keeps anything, no public route may be answered from the edge's cache. */
async function nothingKept(context: Context): Promise<readonly Observation[]> {
  const visitor = context.visitor();
  const observations: Observation[] = [];
  for (const route of publicReads(context)) {
    const path = samplePath(route);
    await visitor.ask({ path });
    const second = await visitor.ask({ path });
    observations.push(
      shown(`${path} is not kept`, !isHit(second), {
        declared: "no cache rule, so the second request is no hit",
        observed: statusText(second),
        policies: kept,
      }),
    );
  }
  return observations;
}

async function tryRule(
  rule: EdgeRule,
  all: readonly EdgeRule[],
  context: Context,
): Promise<readonly Observation[]> {
  const what = `Cache rule ${rule.ref}`;
  const request = requestFor(rule, context, (one) => lastOf(all, one) === rule);
  if (request === undefined) return [unknown(what, "No request was found that it keeps.", kept)];
  const visitor = context.visitor();
  const question = questionOf(request);
  const first = await visitor.ask(question);
  if (first.status !== 200)
    return [unknown(what, `${question.path} answered ${first.status}: nothing to keep.`, kept)];
  const next = await nextHit(() => visitor.ask(question));
  const hit = shown(`${what} keeps ${question.path}`, isHit(next), {
    declared: "the second request is a hit, or the third if the first got the app's own old copy",
    observed: statusText(next),
    policies: kept,
  });
  return [
    hit,
    ...(await credentialed(what, { rule, all, request, visitor })),
    ...(isHit(next) ? [await lifetime(what, rule, request, visitor)] : []),
  ];
}

/**
 * The Age of a copy from the app's own cache counts: if it exceeds the rule's time, the edge stores
 * the response as expired, and only the app's renewed copy can be a hit.
 */
async function nextHit(ask: () => Promise<Answer>): Promise<Answer> {
  const second = await ask();
  return second.headers["cf-cache-status"] === "EXPIRED" ? await ask() : second;
}

/** A request with credentials must not get the shared copy. */
async function credentialed(
  what: string,
  {
    rule,
    all,
    request,
    visitor,
  }: { rule: EdgeRule; all: readonly EdgeRule[] } & {
    request: RuleRequest;
    visitor: Visitor;
  },
): Promise<readonly Observation[]> {
  const senders = { authorization: "Bearer x", cookie: "session=x", "x-api-key": "x" };
  const observations: Observation[] = [];
  for (const [name, value] of Object.entries(senders)) {
    const headers = new Map(request.headers).set(name, [value]);
    const sent = { ...request, headers, headerNames: [...headers.keys()] };
    if (lastOf(all, sent) === rule) continue;
    const answer = await visitor.ask(questionOf(sent));
    observations.push(
      shown(`${what} leaves out who sends ${name}`, !isHit(answer), {
        declared: "no hit",
        observed: statusText(answer),
        policies: personal,
      }),
    );
  }
  return observations;
}

/** Polls until the copy is gone: it must be used for its whole lifetime, and no longer. */
async function lifetime(
  what: string,
  { declared }: EdgeRule,
  request: RuleRequest,
  visitor: Visitor,
): Promise<Observation> {
  const seconds = Number(valueAt(declared, "actionParameters", "edgeTtl", "default"));
  const subject = `${what} keeps it that long`;
  if (!(seconds > 0)) return unknown(subject, "It declares no time of its own.", ttl);
  const end = performance.now() + (Math.min(seconds, mostWaitSeconds) + 3) * 1000;
  let oldest = 0;
  for (;;) {
    const answer = await visitor.ask(questionOf(request));
    // A stale copy, used while a new one is made, is past its lifetime.
    const isGone = !isFresh(answer) || Number(answer.headers.age ?? 0) < oldest;
    if (isGone || performance.now() > end) {
      const sawEnd = isGone || seconds > mostWaitSeconds;
      const holds = oldest <= seconds && sawEnd && (!isGone || oldest >= seconds - 3);
      const observed = isGone
        ? `a copy of ${oldest} s was used, and then a new one made`
        : `a copy of ${oldest} s is still used`;
      return shown(subject, holds, { declared: `${seconds} s`, observed, policies: ttl });
    }
    oldest = Math.max(oldest, Number(answer.headers.age ?? 0));
    await delay(1000);
  }
}

const keeps = ({ action, actionParameters }: PlannedObject): boolean =>
  action === "set_cache_settings" && isObject(actionParameters) && actionParameters.cache === true;

/** The last matching rule wins. */
const lastOf = (rules: readonly EdgeRule[], request: RuleRequest): EdgeRule | undefined =>
  rules.findLast(({ matches }) => matches(request));

const fresh = ["HIT", "REVALIDATED"];
const isFresh = ({ headers }: Answer): boolean => fresh.includes(headers["cf-cache-status"] ?? "");
const isHit = (answer: Answer): boolean =>
  isFresh(answer) || ["STALE", "UPDATING"].includes(answer.headers["cf-cache-status"] ?? "");

const statusText = ({ status, headers }: Answer): string =>
  `${status}, ${headers["cf-cache-status"] ?? "no cache status"}`;
