import type { EdgeRequest } from "./http/request.ts";
import type { EdgeResponse } from "./http/response.ts";

/** A response that already exists is not wrapped in a promise: most phases only pass one on. */
type Maybe<Value> = Value | Promise<Value>;

/** The rest of a request's way, for the same request or the one that it became. */
export type Next = (request?: EdgeRequest) => Maybe<EdgeResponse>;

/**
 * One step of a request's way through the edge: answers itself, or lets the request go on and
 * changes the response on its way back.
 */
export type Phase = (request: EdgeRequest, next: Next) => Maybe<EdgeResponse>;

export type Pipeline = (request: EdgeRequest) => Maybe<EdgeResponse>;

/** One after the other; a phase that a zone has no use for is left out. The last one answers. */
export function compose(phases: readonly (Phase | undefined)[], last: Pipeline): Pipeline {
  return phases.reduceRight<Pipeline>(
    (rest, phase) =>
      phase ? (request) => phase(request, (changed = request) => rest(changed)) : rest,
    last,
  );
}
