import { Redis } from "@upstash/redis/cloudflare";
import type { Bindings } from "../bindings/bindings.ts";
import { AppError } from "../errors/errors.ts";
import { within } from "../request/time-limit.ts";

export interface RunOptions {
  /**
   * True when running it twice has the same effect as once: it is then retried once when no reply
   * came in time. The reply may already have arrived: a busy isolate reads it late. Default false.
   */
  readonly repeatable?: boolean;
}

export interface RedisConnection {
  /** Runs a Lua script in one round trip. Throws REDIS_UNAVAILABLE. */
  run(
    script: string,
    keys: readonly string[],
    args: readonly (string | number)[],
    options?: RunOptions,
  ): Promise<unknown>;
  /** Throws REDIS_UNAVAILABLE after the timeout. */
  ping(limitMs: number): Promise<void>;
}

export interface RedisAccess {
  readonly url: string;
  readonly token: string;
  /** Timeout of every call in a request's path. */
  readonly timeoutMs: number;
}

/** The cache's Redis: it may evict keys. */
export function cacheAccess(bindings: Bindings): RedisAccess {
  return {
    url: bindings.CACHE_REDIS_URL,
    token: bindings.CACHE_REDIS_TOKEN,
    timeoutMs: bindings.REDIS_TIMEOUT_MS,
  };
}

/** The rate limits' Redis: it must not evict keys, so it is a separate database. */
export function limiterAccess(bindings: Bindings): RedisAccess {
  return {
    url: bindings.LIMITER_REDIS_URL,
    token: bindings.LIMITER_REDIS_TOKEN,
    timeoutMs: bindings.REDIS_TIMEOUT_MS,
  };
}

/**
 * A Redis behind Upstash's REST protocol. Only timeouts are retried, and only if the caller allows
 * it: all callers have a better alternative than waiting.
 */
export function openRedis({ url, token, timeoutMs }: RedisAccess): RedisConnection {
  return {
    run: async (script, keys, args, { repeatable = false } = {}) => {
      const attempt = () =>
        answered(timeoutMs, (signal) =>
          clientOf(url, token, signal).eval(script, [...keys], args.map(String)),
        );
      try {
        return await attempt();
      } catch (thrown) {
        if (repeatable && isLate(thrown)) return attempt();
        throw thrown;
      }
    },
    ping: async (limitMs) =>
      void (await answered(limitMs, (signal) => clientOf(url, token, signal).ping())),
  };
}

/** A client uses one signal for all its calls, so each call gets its own client. */
function clientOf(url: string, token: string, signal: AbortSignal): Redis {
  return new Redis({
    url,
    token,
    retry: false,
    enableTelemetry: false,
    automaticDeserialization: false,
    signal: () => signal,
  });
}

async function answered<T>(limitMs: number, call: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const aborter = new AbortController();
  try {
    return await within(
      limitMs,
      call(aborter.signal),
      () => new TooLate(`No response within ${limitMs} ms.`),
    );
  } catch (cause) {
    aborter.abort();
    throw new AppError("REDIS_UNAVAILABLE", "Try again in a moment.", {
      cause,
      retryable: true,
      headers: { "Retry-After": "1" },
    });
  }
}

/** The call timed out. */
class TooLate extends Error {
  override readonly name = "TooLate";
}

const isLate = (thrown: unknown): boolean =>
  thrown instanceof AppError && thrown.cause instanceof TooLate;
