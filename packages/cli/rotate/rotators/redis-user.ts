import { SeaworthyError } from "@seaworthy/core/errors";
import type { SecretName } from "@seaworthy/infra/secret-table";
import { ask } from "../ask.ts";
import type { Rotator } from "../rotator.ts";

/**
 * A second ACL user with a REST token of its own: the console's reset would end both tokens at
 * once.
 */
export function redisUser(name: SecretName, database: string): Rotator {
  return {
    name,
    consumers: ["the Worker, over Upstash's REST API"],
    acceptedBy: "vendor",
    present: (state, slot) =>
      String(state.resource(`redis-${database}-worker-${slot}`).outputs.restToken),
    accepts: async ({ state }, token) => {
      const url = String(state.resource(`redis-${database}`).outputs.restUrl);
      const question = {
        method: "POST",
        headers: { authorization: `Bearer ${token}` },
        body: '["PING"]',
      } as const;
      const response = await ask(`Redis ${database}`, url, question);
      if (response.ok || response.status === 401) return response.ok;
      throw new SeaworthyError(
        "VENDOR_UNREACHABLE",
        `Redis ${database} answered PING with ${response.status}.`,
        { retryable: true },
      );
    },
  };
}
