import { setTimeout as delay } from "node:timers/promises";
import { SeaworthyError } from "@seaworthy/core/errors";
import type { DeployedWorker } from "../../worker/worker.ts";
import { operatorTokenOf, type StackState, versionOf } from "../stack/stack-state.ts";
import { servesAlone } from "./rollout.ts";

/**
 * Number of requests that must reach the new version, each on its own connection, so that many
 * isolates respond.
 */
const asked = 12;
/**
 * Most waits take seconds. After that, poll rarely: a Durable Object that is polled all the time
 * never hibernates, and only then switches to a new version.
 */
const poll = { eagerMs: 15_000, everyMs: 100, thenEveryMs: 20_000 };

/**
 * Polls until the question returns no consumers. Throws ROTATION_WAITS with the names of the
 * remaining ones.
 */
export async function waitUntilNone(
  question: () => Promise<readonly string[]>,
  waitMs: number,
  step: string,
): Promise<void> {
  const began = performance.now();
  const deadline = began + waitMs;
  for (;;) {
    const left = await question();
    if (left.length === 0) return;
    if (performance.now() > deadline) {
      throw new SeaworthyError(
        "ROTATION_WAITS",
        `Can't ${step} yet; still in use by: ${left.join("; ")}. Run the rotation again when they have finished.`,
        {
          details: { waitsFor: left },
          retryable: true,
        },
      );
    }
    const now = performance.now();
    const pauseMs = now - began < poll.eagerMs ? poll.everyMs : poll.thenEveryMs;
    await delay(Math.min(pauseMs, Math.max(poll.everyMs, deadline - now)));
  }
}

/**
 * Consumers not on the version in the state: other deployed versions, isolates, Durable Objects and
 * scheduled runs.
 */
export async function consumersBehind(
  worker: DeployedWorker,
  state: StackState,
): Promise<string[]> {
  const versionId = versionOf(state);
  const { shares } = await worker.shares();
  if (!servesAlone(shares, versionId)) {
    const others = shares.filter((share) => share.versionId !== versionId);
    return others.map(
      (share) =>
        `version ${share.versionId} of the Worker, which gets ${share.percentage} % of the requests`,
    );
  }
  const token = operatorTokenOf(state);
  const answers = await Promise.all(Array.from({ length: asked }, () => worker.generations(token)));
  const behind = new Set(
    answers.flatMap((answer) => (answer.versionId === versionId ? [] : [answer.versionId])),
  );
  if (behind.size > 0) return [...behind].map((other) => `an isolate of version ${other}`);
  const long = await worker.longConsumers(token);
  return long.flatMap((one) =>
    one.versionId === versionId ? [] : [`${one.name} of version ${one.versionId}`],
  );
}
