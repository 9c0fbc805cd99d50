import { SeaworthyError } from "@seaworthy/core/errors";
import type { Rotator } from "../rotator.ts";
import { secretIn } from "../stack-state.ts";

export const operatorToken: Rotator = {
  name: "operator-token",
  consumers: ["the Worker (verifies)", "rotations", "whoever scrapes /metrics"],
  acceptedBy: "worker",
  present: (state, slot) => secretIn(state.credentials["operator-token"], slot),
  accepts: async ({ worker }, token) => {
    try {
      await worker.generations(token);
      return true;
    } catch (thrown) {
      if (thrown instanceof SeaworthyError && thrown.details.status === 401) return false;
      throw thrown;
    }
  },
};
