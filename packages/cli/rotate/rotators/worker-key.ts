import { newChallenge, proofOf } from "../../worker/worker.ts";
import { credentialIn, operatorTokenOf, secretIn } from "../stack/stack-state.ts";
import type { Rotator } from "./rotator.ts";

/**
 * A key that the Worker uses both to create and to accept data. It proves that it has the key,
 * which is never sent to it.
 * @param move path that re-encrypts data stored with the previous key. It moves everything, used or
 *   not, once every isolate uses the new key; only then is the old key no longer needed.
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
