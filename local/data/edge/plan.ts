import type { RuleRequest } from "@seaworthy/rules/index.ts";
import type { Cache } from "./cache.ts";
import { withStatus } from "./cache-entry.ts";
import { type CacheSettings, createCacheSettings } from "./cache-settings.ts";
import { createFirewall } from "./firewall.ts";
import type { Serving } from "./fleet.ts";
import type { RawHeaders } from "./forwarded-headers.ts";
import { createHeaderTransforms } from "./header-transforms.ts";
import { createRateLimits, type RateCounters } from "./rate-limits.ts";
import { errorReply, headerOf, type Reply, withHeader, withoutHeader } from "./reply.ts";
import { createRouteTable, type RouteTable } from "./route-table.ts";
import { ruleRequest, withResponse } from "./rule-request.ts";
import type { SampledLog } from "./sampled-log.ts";
import type { EdgeState } from "./state.ts";
import type { Visit } from "./visit.ts";
import { type ZoneBehaviour, zoneBehaviour } from "./zone-behaviour.ts";

/** Asks the Worker, for the client or (`filling`, which alters the headers it is sent) for the cache. */
export type Ask = (filling?: (raw: RawHeaders) => RawHeaders) => Promise<Reply>;

/** The state, compiled: everything that is decided about a request. */
export interface Plan {
  readonly routes: RouteTable;
  readonly zone: ZoneBehaviour;
  /** Zone settings, custom rules and rate limits: a reply when the request goes no further. */
  screen(visit: Visit): Screened;
  /** Cache and Worker, then the response header rules. */
  answer(screened: Passed, serving: Serving, ask: Ask): Promise<Reply>;
  /** What is done to every reply. */
  finish(screened: Screened, reply: Reply): Reply;
}

export type Screened = (Passed | Refused) & { readonly visit: Visit };

export interface Refused {
  readonly refusal: Reply;
  /** Missing where no rule was asked: another host's request, a redirect. */
  readonly request?: RuleRequest;
}

export interface Passed {
  readonly visit: Visit;
  readonly request: RuleRequest;
  readonly skippedPhases: ReadonlySet<string>;
}

export interface PlanOptions {
  readonly cache: Cache;
  readonly counters: RateCounters;
  readonly now: () => number;
  readonly log: SampledLog;
  readonly httpsPort: number;
}

export function compilePlan(state: EdgeState, options: PlanOptions): Plan {
  const { rulesets } = state;
  const zone = zoneBehaviour(state.settings, options.httpsPort);
  const firewall = createFirewall(rulesets.http_request_firewall_custom, options.log);
  const limits = createRateLimits(rulesets.http_ratelimit, options.counters, options.now, options.log);
  const cacheSettings = createCacheSettings(rulesets.http_request_cache_settings);
  const transform = createHeaderTransforms(rulesets.http_response_headers_transform);
  return {
    routes: createRouteTable(state.routes),
    zone,
    screen: (visit) => {
      const early = checkHost(state.zoneName, visit) ?? zone.redirect(visit);
      if (early) return { visit, refusal: early };
      const request = ruleRequest(visit, options.now());
      const { block, skippedPhases } = firewall(visit, request);
      if (block) return { visit, request, refusal: block };
      const limited = skippedPhases.has("http_ratelimit") ? undefined : limits.admit(visit, request);
      return limited ? { visit, request, refusal: limited } : { visit, request, skippedPhases };
    },
    answer: async (passed, serving, ask) => {
      const { visit, request, skippedPhases } = passed;
      const limited = !skippedPhases.has("http_ratelimit");
      const askWithin: Ask = async (change) => (limited ? limits.admitToOrigin(visit, request) : undefined) ?? ask(change);
      const settings = skippedPhases.has("http_request_cache_settings") ? undefined : cacheSettings(request);
      const reply = await throughCache(options, zone, passed, settings, serving, askWithin);
      if (limited) limits.countAnswered(withResponse(request, reply));
      return withBrowserTtl(withoutTags(reply), settings);
    },
    finish: (screened, reply) => {
      const { request } = screened;
      const skipped = "skippedPhases" in screened && screened.skippedPhases.has("http_response_headers_transform");
      return zone.finish(screened.visit, request === undefined || skipped ? reply : transform(reply, request));
    },
  };
}

function checkHost(zoneName: string, visit: Visit): Reply | undefined {
  if (visit.hostname === zoneName || visit.hostname.endsWith(`.${zoneName}`)) return undefined;
  const isAddress = /^[\d.]+$|^\[/.test(visit.hostname);
  return errorReply(isAddress ? "directAddress" : "unknownHost", visit);
}

/** The cache is asked where a rule made the request eligible, or where the Worker's version has caching on. */
async function throughCache(
  options: PlanOptions,
  zone: ZoneBehaviour,
  { visit, request }: Passed,
  settings: CacheSettings | undefined,
  serving: Serving,
  ask: Ask,
): Promise<Reply> {
  const ruled = settings?.cache === true;
  if (visit.method !== "GET" || (settings?.cache === undefined && !serving.version.cacheEnabled)) return withStatus(await ask(), "DYNAMIC");
  const personal = !ruled && (request.headers.has("cookie") || request.headers.has("authorization"));
  if (settings?.cache === false || personal || zone.cacheBypassed(options.now())) return withStatus(await ask(), "BYPASS");
  return options.cache.answer({ visit, request, settings, version: ruled ? "" : serving.version.id, ask });
}

/** Tags are for purging; Cloudflare does not show them. */
function withoutTags(reply: Reply): Reply {
  return { ...reply, headers: withoutHeader(reply.headers, "cache-tag") };
}

function withBrowserTtl(reply: Reply, settings: CacheSettings | undefined): Reply {
  const ttl = settings?.browser_ttl;
  if (!ttl || ttl.mode === "respect_origin" || settings?.cache !== true || headerOf(reply.headers, "cf-cache-status") === "BYPASS")
    return reply;
  const value = ttl.mode === "bypass" ? "no-store, no-cache" : `max-age=${ttl.default ?? 0}`;
  return { ...reply, headers: withHeader(reply.headers, "Cache-Control", value) };
}
