import type { SecretName } from "@seaworthy/infra/secret-table";
import type { Rotator } from "../rotator.ts";
import { credentialIn, secretIn } from "../stack-state.ts";
import { newChallenge, proofOf } from "../worker.ts";

/**
 * A key that the Worker both makes and accepts things with. It proves to hold the key, which is
 * never sent to it.
 */
export function workerKey(name: SecretName, consumers: readonly string[]): Rotator {
  return {
    name,
    consumers,
    acceptedBy: "worker",
    present: (state, slot) => secretIn(credentialIn(state, name), slot),
    accepts: async ({ state, worker }, key) => {
      const challenge = newChallenge();
      const operator = state.credentials["operator-token"];
      const { holds } = await worker.generations(secretIn(operator, operator.slot), challenge);
      return (holds[name] ?? []).includes(proofOf(challenge, key));
    },
  };
}
