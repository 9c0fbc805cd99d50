import { Redis } from "@upstash/redis/cloudflare";
import { AppError } from "./errors.ts";
import { within } from "./time-limit.ts";

/** The limit of every call to Redis on the path of a request. */
export const redisTimeoutMs = 250;

export interface RedisConnection {
  /** Runs a Lua script in one round trip. Throws REDIS_UNAVAILABLE. */
  run(script: string, keys: readonly string[], args: readonly (string | number)[]): Promise<unknown>;
  /** Throws REDIS_UNAVAILABLE after the limit. */
  ping(limitMs: number): Promise<void>;
}

/** A Redis behind Upstash's REST protocol. There is no retry: each user of it has something better to do than to wait. */
export function openRedis(url: string, token: string): RedisConnection {
  const client = (limitMs: number) =>
    new Redis({ url, token, retry: false, enableTelemetry: false, automaticDeserialization: false, signal: () => AbortSignal.timeout(limitMs) });
  return {
    run: (script, keys, args) => answered(redisTimeoutMs, client(redisTimeoutMs).eval(script, [...keys], args.map(String))),
    ping: async (limitMs) => void (await answered(limitMs, client(limitMs).ping())),
  };
}

async function answered<T>(limitMs: number, call: Promise<T>): Promise<T> {
  try {
    return await within(limitMs, call, () => new AppError("REDIS_UNAVAILABLE", `No answer within ${limitMs} ms.`));
  } catch (cause) {
    throw new AppError("REDIS_UNAVAILABLE", "Try again in a moment.", { cause, retryable: true, headers: { "Retry-After": "1" } });
  }
}
