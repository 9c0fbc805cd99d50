import { Redis } from "@upstash/redis/cloudflare";
import type { Bindings } from "../bindings/bindings.ts";
import { AppError } from "../errors/errors.ts";
import { within } from "../request/time-limit.ts";

export interface RunOptions {
  /**
   * True when running it twice leaves what running it once does: it is then run again, once, when
   * no answer came in time. The answer may have been there already: an isolate that is busy with a
   * crowd comes to read it late. Default false.
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
  /** Throws REDIS_UNAVAILABLE after the limit. */
  ping(limitMs: number): Promise<void>;
}

export interface RedisAccess {
  readonly url: string;
  readonly token: string;
  /** The limit of every call on the path of a request. */
  readonly timeoutMs: number;
}

/** Where the cache is: it may forget. */
export function cacheAccess(bindings: Bindings): RedisAccess {
  return {
    url: bindings.CACHE_REDIS_URL,
    token: bindings.CACHE_REDIS_TOKEN,
    timeoutMs: bindings.REDIS_TIMEOUT_MS,
  };
}

/** Where the rate limits are counted: it may not forget, so it is another database. */
export function limiterAccess(bindings: Bindings): RedisAccess {
  return {
    url: bindings.LIMITER_REDIS_URL,
    token: bindings.LIMITER_REDIS_TOKEN,
    timeoutMs: bindings.REDIS_TIMEOUT_MS,
  };
}

/**
 * A Redis behind Upstash's REST protocol. Only what is late is tried again, and only where the
 * caller says so: each user of it has something better to do than to wait.
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

/** A client takes its signal for all its calls, so each call has one of its own. */
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

/** The limit of a call is over. */
class TooLate extends Error {
  override readonly name = "TooLate";
}

const isLate = (thrown: unknown): boolean =>
  thrown instanceof AppError && thrown.cause instanceof TooLate;
