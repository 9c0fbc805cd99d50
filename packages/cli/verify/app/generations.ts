import { setTimeout as delay } from "node:timers/promises";
import { operatorTokenOf, versionOf } from "../../rotate/stack/stack-state.ts";
import { consumersBehind } from "../../rotate/worker/confirm.ts";
import { wrongKeys } from "../../worker/smoke-test.ts";
import { newChallenge, openWorker } from "../../worker/worker.ts";
import { type Experiment, shown } from "../experiment.ts";

const settleSeconds = 30;
/** Each on its own connection, so that several isolates respond. */
const asked = 6;

export const generations: Experiment = {
  id: "generations",
  title:
    "Every isolate runs the declared version, and holds the declared generation of each secret",
  effect: "read-only",
  policies: [
    ...["rollout-serves-judged-version", "secrets-previous-with-current"],
    "secrets-previous-within-grace",
  ],
  seconds: 90,
  run: async (context) => {
    context.declared("workerVersion", ["modules", "bindings[GENERATIONS]"]);
    context.declared("deployment");
    const worker = openWorker(context.state, context.environment);
    const token = operatorTokenOf(context.state);
    const behind = await settled(() => consumersBehind(worker, context.state));
    const wrong = new Set<string>();
    for (let turn = 0; turn < asked; turn++) {
      const challenge = newChallenge();
      const { holds } = await worker.generations(token, challenge);
      for (const reason of wrongKeys(context.state, challenge, holds)) wrong.add(reason);
    }
    return [
      shown("Version", behind.length === 0, {
        declared: versionOf(context.state),
        observed: behind.length === 0 ? `${asked} answers came from it` : behind.join("; "),
        policies: ["rollout-serves-judged-version"],
      }),
      shown("Secrets", wrong.size === 0, {
        declared: `${Object.keys(context.state.credentials).length} secrets of their generation`,
        observed: wrong.size === 0 ? "the Worker proved to hold them" : [...wrong].join("; "),
        policies: ["secrets-previous-with-current", "secrets-previous-within-grace"],
      }),
    ];
  },
};

/** A scheduled run or a Durable Object may finish on the version it started with. */
async function settled(question: () => Promise<readonly string[]>): Promise<readonly string[]> {
  const end = performance.now() + settleSeconds * 1000;
  for (;;) {
    const behind = await question();
    if (behind.length === 0 || performance.now() > end) return behind;
    await delay(1_000);
  }
}
