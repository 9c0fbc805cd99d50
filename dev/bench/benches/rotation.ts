import type { RotationEvent } from "@seaworthy/cli/rotate/events";
import { SeaworthyError } from "@seaworthy/core/errors";
import { createRotationStack } from "../../e2e/rotation/rotation-stack.ts";
import { median } from "../stopwatch.ts";

const rounds = 3;
const requestsPerSecond = 60;

/**
 * A rotation of every secret, under steady load: its duration without the grace period, and what
 * failed during it.
 */
export async function measure(): Promise<Record<string, unknown>> {
  const rotation = await createRotationStack();
  try {
    const load = await rotation.load(requestsPerSecond);
    const seconds: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const { code, stderr, events } = await rotation.rotate([], (event) => {
        if (event.event === "step" && event.step === "publish" && event.at === "after")
          void load.refresh();
      });
      if (code !== 0)
        throw new SeaworthyError("PROCESS_FAILED", `The rotation ended with ${code}: ${stderr}`);
      seconds.push(secondsWithoutGrace(events));
    }
    const { requests, failures, byRoute } = await load.stop();
    return {
      rounds,
      secondsWithoutGrace: median(seconds),
      requestsPerSecond,
      requests,
      failed: failures.length,
      byRoute,
    };
  } finally {
    await rotation.stack.close();
  }
}

function secondsWithoutGrace(events: readonly RotationEvent[]): number {
  const end = events.find((event) => event.event === "done");
  const grace = events.find(
    (event) => event.event === "step" && event.step === "grace" && event.at === "after",
  );
  return (
    (end?.event === "done" ? end.seconds : Number.NaN) -
    (grace?.event === "step" ? (grace.seconds ?? 0) : 0)
  );
}
