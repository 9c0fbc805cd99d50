import { setTimeout as delay } from "node:timers/promises";
import { SeaworthyError } from "@seaworthy/core/errors";
import type { DeployedWorker } from "../../worker/worker.ts";
import { operatorTokenOf, type StackState, versionOf } from "../stack/stack-state.ts";
import { servesAlone } from "./rollout.ts";

/**
 * Answers that have to come from the new version, each on a connection of its own, so that many
 * isolates are asked.
 */
const asked = 12;
/**
 * Most wait for seconds. After that, seldom: a Durable Object that is asked all the time never
 * hibernates, and only then takes up a new version.
 */
const poll = { eagerMs: 15_000, everyMs: 100, thenEveryMs: 20_000 };

/**
 * Waits until nobody is left behind, by the given question. Throws ROTATION_WAITS with the names of
 * those who are.
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
 * Who does not use the version that the state names: other versions that get traffic, isolates,
 * Durable Objects and scheduled runs.
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
