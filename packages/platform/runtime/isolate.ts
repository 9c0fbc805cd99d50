import type { AlertState } from "../alerts/alert-state.ts";
import { type CacheMemory, createCacheMemory } from "../cache/cache-memory.ts";
import { createMetricsBuffer, type MetricsBuffer } from "../metrics/metrics.ts";
import { createFlusher } from "../metrics/metrics-store.ts";

interface Isolate {
  readonly memory: CacheMemory;
  readonly metrics: MetricsBuffer;
  readonly flushSoon: ReturnType<typeof createFlusher>;
  /** The last evaluation's state, for when neither Redis nor the database has it. */
  alerts: AlertState | undefined;
}

/**
 * What an isolate keeps between requests: numbers and plain values. Sockets and other I/O belong to
 * the request that opened them, so they are not here
 * (https://developers.cloudflare.com/workers/runtime-apis/bindings/#making-changes-to-bindings).
 */
export const isolate: Isolate = {
  memory: createCacheMemory(),
  metrics: createMetricsBuffer(),
  flushSoon: createFlusher(),
  alerts: undefined,
};
