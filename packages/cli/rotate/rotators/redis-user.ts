import { SeaworthyError } from "@seaworthy/core/errors";
import { ask } from "../../worker/ask.ts";
import type { Rotator } from "./rotator.ts";

/** URNs of a Redis database and of its two users. */
export interface RedisUsers {
  readonly database: string;
  readonly users: Readonly<Record<"a" | "b", string>>;
}

/**
 * A second ACL user with its own REST token: resetting in the console would revoke both tokens at
 * once.
 */
export function redisUser(name: string, { database, users }: RedisUsers): Rotator {
  return {
    name,
    acceptedBy: "vendor",
    present: (state, slot) => String(state.resource(users[slot]).outputs.restToken),
    accepts: async ({ state }, token) => {
      const url = String(state.resource(database).outputs.restUrl);
      const question = {
        method: "POST",
        headers: { authorization: `Bearer ${token}` },
        body: '["PING"]',
      } as const;
      const response = await ask(`Redis (${name})`, url, question);
      if (response.ok || response.status === 401) return response.ok;
      throw new SeaworthyError(
        "VENDOR_UNREACHABLE",
        `Redis (${name}) responded to PING with ${response.status}.`,
        { retryable: true },
      );
    },
  };
}
