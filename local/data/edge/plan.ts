import type { Serving } from "./fleet.ts";
import type { RawHeaders } from "./forwarded-headers.ts";
import { errorReply, type Reply } from "./reply.ts";
import { createRouteTable, type RouteTable } from "./route-table.ts";
import type { EdgeState } from "./state.ts";
import type { Visit } from "./visit.ts";

/** Asks the Worker; `change` alters the headers it is sent. */
export type Ask = (change?: (raw: RawHeaders) => RawHeaders) => Promise<Reply>;

/** The state, compiled: everything that is decided about a request. */
export interface Plan {
  readonly routes: RouteTable;
  /** A reply when the request goes no further. */
  screen(visit: Visit): Reply | undefined;
  cached(visit: Visit, serving: Serving, signal: AbortSignal, ask: Ask): Promise<Reply>;
  /** What is done to every reply. */
  finish(visit: Visit, reply: Reply): Reply;
}

export function compilePlan(state: EdgeState): Plan {
  return {
    routes: createRouteTable(state.routes),
    screen: (visit) => checkHost(state.zoneName, visit),
    cached: (_visit, _serving, _signal, ask) => ask(),
    finish: (_visit, reply) => reply,
  };
}

function checkHost(zoneName: string, visit: Visit): Reply | undefined {
  if (visit.hostname === zoneName || visit.hostname.endsWith(`.${zoneName}`)) return undefined;
  const isAddress = /^[\d.]+$|^\[/.test(visit.hostname);
  return errorReply(isAddress ? "directAddress" : "unknownHost", visit);
}
