import type { Logger } from "../observability/logger.ts";
import type { RedisConnection } from "../redis/redis.ts";
import * as scripts from "./cache-scripts.ts";

/** The right to compute one value, stored in Redis under a unique token. */
interface Lease {
  readonly key: string;
  readonly token: string;
  /** Version of the entry's tags when the lease was taken. */
  readonly version: string;
}

export interface Leases {
  /**
   * Does the work while renewing the lease, so that the lease can be short and the work long. The
   * lease is released when the work fails; when it succeeds, storing the value releases it.
   */
  during<T>(lease: Lease, work: () => Promise<T>): Promise<T>;
}

export function openLeases(redis: RedisConnection, leaseMs: number, log: Logger): Leases {
  const tell = async (event: string, call: () => Promise<unknown>) => {
    try {
      await call();
    } catch (error) {
      log.warn(event, { error });
    }
  };
  return {
    during: async ({ key, token, version }, work) => {
      const renew = () =>
        tell("cache.renew", () => redis.run(scripts.renew, [key], [token, version, leaseMs]));
      const beat = setInterval(() => void renew(), leaseMs / 3);
      try {
        return await work();
      } catch (thrown) {
        await tell("cache.release", () => redis.run(scripts.release, [key], [token, version]));
        throw thrown;
      } finally {
        clearInterval(beat);
      }
    },
  };
}
