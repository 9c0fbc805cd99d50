import type { Ask } from "./ask.ts";
import { createZoneCache } from "./cache/cache-phase.ts";
import type { Visit } from "./http/request.ts";
import type { Reply } from "./http/response.ts";
import type { PlanOptions } from "./pipeline-options.ts";
import { createHeaderChanges } from "./rules/header-rules.ts";
import { withResponse } from "./rules/rule-request.ts";
import { createScreen } from "./screen.ts";
import type { Passed, Screened } from "./screened.ts";
import type { EdgeState } from "./state.ts";
import type { Serving } from "./workers/deployed-workers.ts";
import { createRouteTable, type RouteTable } from "./workers/route-table.ts";
import { type ZoneBehaviour, zoneBehaviour } from "./zone/zone-settings.ts";

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

export function compilePlan(state: EdgeState, options: PlanOptions): Plan {
  const zone = zoneBehaviour(state, options);
  const cached = createZoneCache(state.rulesets.http_request_cache_settings, zone, options);
  const changes = createHeaderChanges(state.rulesets.http_response_headers_transform, {
    response: true,
  });
  return {
    routes: createRouteTable(state.routes, state.domains),
    zone,
    screen: createScreen(state, zone, options),
    answer: async (passed, serving, ask) => {
      const { visit, request, limits } = passed;
      const askWithin: Ask = async (filling) =>
        limits?.admitToOrigin(visit, request) ?? ask(filling);
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
