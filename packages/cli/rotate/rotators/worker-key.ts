import { newChallenge, proofOf } from "../../worker/worker.ts";
import { credentialIn, operatorTokenOf, secretIn } from "../stack/stack-state.ts";
import type { Rotator } from "./rotator.ts";

/**
 * A key that the Worker both makes and accepts things with. It proves to hold the key, which is
 * never sent to it.
 * @param move the path that moves what is stored under the previous key to the one in use. Once
 *   every isolate uses the new key, everything is moved, used or not: only then is the old key no
 *   longer needed.
 */
export function workerKey(name: string, move?: string): Rotator {
  return {
    name,
    acceptedBy: "worker",
    present: (state, slot) => secretIn(credentialIn(state, name), slot),
    accepts: async ({ state, worker }, key) => {
      const challenge = newChallenge();
      const { holds } = await worker.generations(operatorTokenOf(state), challenge);
      return (holds[name] ?? []).includes(proofOf(challenge, key));
    },
    ...(move === undefined
      ? {}
      : {
          usersOf: async ({ state, worker }) => {
            await worker.moveStored(operatorTokenOf(state), move);
            return [];
          },
        }),
  };
}
