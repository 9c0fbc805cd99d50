import type { EdgeRequest } from "./http/request.ts";
import type { EdgeResponse } from "./http/response.ts";

/** An existing response is not wrapped in a promise: most phases only pass one on. */
type Maybe<Value> = Value | Promise<Value>;

/** Runs the rest of the pipeline, with the same request or a changed one. */
export type Next = (request?: EdgeRequest) => Maybe<EdgeResponse>;

/**
 * One step of the edge's pipeline: responds itself, or calls `next` and may change the response.
 */
export type Phase = (request: EdgeRequest, next: Next) => Maybe<EdgeResponse>;

export type Pipeline = (request: EdgeRequest) => Maybe<EdgeResponse>;

/**
 * Runs the phases in order; a phase that the zone does not need is left out. The last one responds.
 */
export function compose(phases: readonly (Phase | undefined)[], last: Pipeline): Pipeline {
  return phases.reduceRight<Pipeline>(
    (rest, phase) =>
      phase ? (request) => phase(request, (changed = request) => rest(changed)) : rest,
    last,
  );
}
