import { SeaworthyError } from "@seaworthy/core/errors";
import { type PreviewRequest, preview } from "../preview/preview.ts";
import { type PreviewedPlan, readPlan } from "./plan.ts";
import { readInvokes, readRegistrations } from "./registrations.ts";
import { openTrace, traceVariable } from "./trace.ts";

export interface PreviewPlanRequest extends PreviewRequest {
  /** Contains the pipe of the engine's calls. */
  readonly directory: string;
}

/**
 * Previews a program and returns its plan: the engine's own, combined with the program's requests
 * to the engine, in which every secret is marked in place.
 */
export async function previewPlan(request: PreviewPlanRequest): Promise<PreviewedPlan> {
  const trace = await openTrace(request.directory);
  const environment = { ...request.environment, [traceVariable]: trace.path };
  const [previewed] = await Promise.allSettled([preview({ ...request, environment })]);
  const lines = await trace.finish();
  if (previewed.status === "rejected") throw withCalls(previewed.reason, readInvokes(lines));
  return readPlan(previewed.value, {
    root: request.root,
    registrations: readRegistrations(lines),
  });
}

/**
 * A failing program may have failed on the result of a data source, which a check does not have.
 */
function withCalls(thrown: unknown, calls: readonly string[]): unknown {
  if (!(thrown instanceof SeaworthyError) || calls.length === 0) return thrown;
  const note = `The program calls ${calls.join(", ")}, whose results are unknown without credentials. To use your credentials: seaworthy check <stack> --real.`;
  return new SeaworthyError(thrown.code, `${thrown.message}\n${note}`, { cause: thrown });
}
