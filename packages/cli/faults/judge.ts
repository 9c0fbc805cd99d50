import type { FaultPromise } from "./fault.ts";
import type { FaultRun } from "./run.ts";

/** Which parts of its promise a run broke, each with its figures; none: it was kept. */
export function brokenPromises(
  promise: FaultPromise,
  { outcomes, stuckLocks }: FaultRun,
): readonly string[] {
  const ofTargets = outcomes.flatMap(({ target, acknowledged, errors, recoverySeconds, lost }) => [
    ...(acknowledged === 0 ? [`${target}: no call succeeded, so nothing was shown`] : []),
    ...(lost === 0 ? [] : [`${target}: ${lost} acknowledged writes were lost`]),
    ...(errors <= promise.errors
      ? []
      : [`${target}: ${errors} calls failed, at most ${promise.errors} are promised`]),
    ...(recoverySeconds <= promise.recoverySeconds
      ? []
      : [`${target}: back after ${recoverySeconds} s, promised within ${promise.recoverySeconds}`]),
  ]);
  const locks = stuckLocks === 0 ? [] : [`${stuckLocks} locks are stuck`];
  const nothing = outcomes.length === 0 ? ["nothing was called, so nothing was shown"] : [];
  return [...nothing, ...ofTargets, ...locks];
}
