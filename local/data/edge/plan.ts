import type { RuleRequest } from "@seaworthy/rules/index.ts";
import type { Cache } from "./cache.ts";
import type { RequestSettings } from "./config-rules.ts";
import type { Serving } from "./fleet.ts";
import type { RawHeaders } from "./forwarded-headers.ts";
import { createHeaderChanges } from "./header-changes.ts";
import type { RateCounters, RateLimits } from "./rate-limits.ts";
import type { Reply } from "./reply.ts";
import { createRouteTable, type RouteTable } from "./route-table.ts";
import { withResponse } from "./rule-request.ts";
import type { SampledLog } from "./sampled-log.ts";
import { createScreen } from "./screen.ts";
import type { EdgeState } from "./state.ts";
import type { Visit } from "./visit.ts";
import { type ZoneBehaviour, zoneBehaviour } from "./zone-behaviour.ts";
import { createZoneCache } from "./zone-cache.ts";

/** Asks the Worker, for the client or (`filling`, which alters the headers it is sent) for the cache. */
export type Ask = (filling?: (raw: RawHeaders) => RawHeaders) => Promise<Reply>;

/** The state, compiled: everything that is decided about a request. */
export interface Plan {
  readonly routes: RouteTable;
  readonly zone: ZoneBehaviour;
  /** Zone settings and every phase before the cache: a reply when the request goes no further. */
  screen(visit: Visit): Screened;
  /** Cache and Worker. */
  answer(passed: Passed, serving: Serving, ask: Ask): Promise<Reply>;
  /** What is done to every reply: response header rules, then zone settings. */
  finish(screened: Screened, reply: Reply): Reply;
}

export type Screened = Passed | Refused;

interface Met {
  /** As the rules left it: the URL may be another. */
  readonly visit: Visit;
  readonly settings: RequestSettings;
}

export interface Refused extends Met {
  readonly refusal: Reply;
  /** Missing where no rule was asked: another host's request, a redirect of a zone setting. */
  readonly request?: RuleRequest;
}

export interface Passed extends Met {
  readonly request: RuleRequest;
  /** The rate limits that are not skipped. */
  readonly limits: RateLimits | undefined;
}

export interface PlanOptions {
  readonly cache: Cache;
  readonly counters: RateCounters;
  readonly now: () => number;
  readonly log: SampledLog;
  readonly httpPort: number;
  readonly httpsPort: number;
}

export function compilePlan(state: EdgeState, options: PlanOptions): Plan {
  const zone = zoneBehaviour(state, options);
  const cached = createZoneCache(state.rulesets.http_request_cache_settings, zone, options);
  const changes = createHeaderChanges(state.rulesets.http_response_headers_transform, { response: true });
  return {
    routes: createRouteTable(state.routes, state.domains),
    zone,
    screen: createScreen(state, zone, options),
    answer: async (passed, serving, ask) => {
      const { visit, request, limits } = passed;
      const askWithin: Ask = async (filling) => limits?.admitToOrigin(visit, request) ?? ask(filling);
      const reply = await cached(passed, serving, askWithin);
      limits?.countAnswered(request, reply);
      return reply;
    },
    finish: ({ visit, request, settings }, reply) => {
      const headers = request && changes?.(reply.headers, withResponse(request, reply));
      return zone.finish(visit, headers ? { ...reply, headers } : reply, settings);
    },
  };
}
