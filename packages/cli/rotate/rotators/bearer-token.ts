import { SeaworthyError } from "@seaworthy/core/errors";
import { credentialIn, secretIn } from "../stack/stack-state.ts";
import type { Rotator } from "./rotator.ts";

export const bearerToken = (name: string): Rotator => ({
  name,
  acceptedBy: "worker",
  present: (state, slot) => secretIn(credentialIn(state, name), slot),
  accepts: async ({ worker }, token) => {
    try {
      await worker.generations(token);
      return true;
    } catch (thrown) {
      if (thrown instanceof SeaworthyError && thrown.details.status === 401) return false;
      throw thrown;
    }
  },
});
