import type { Rotator } from "../rotator.ts";
import { secretIn } from "../stack-state.ts";
import { workerKey } from "./worker-key.ts";

/**
 * API keys that were stored by the pepper before are found under it for as long as it is accepted.
 * Once every isolate uses the new one they are all moved to it, used or not: only then is nobody
 * left who needs the old one.
 */
export const apiKeyPepper: Rotator = {
  ...workerKey("api-key-pepper", ["the Worker (stores API keys by it)"]),
  usersOf: async ({ state, worker }) => {
    const operator = state.credentials["operator-token"];
    await worker.moveApiKeys(secretIn(operator, operator.slot));
    return [];
  },
};
