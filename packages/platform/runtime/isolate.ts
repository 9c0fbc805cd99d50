import { createCacheMemory } from "../cache/cache-memory.ts";
import { createMetricsBuffer } from "../metrics/metrics.ts";
import { createFlusher } from "../metrics/metrics-store.ts";

/**
 * What an isolate keeps between requests: numbers and plain values. Sockets and other I/O belong to
 * the request that opened them, so they are not here
 * (https://developers.cloudflare.com/workers/runtime-apis/bindings/#making-changes-to-bindings).
 */
export const isolate = {
  memory: createCacheMemory(),
  metrics: createMetricsBuffer(),
  flushSoon: createFlusher(),
};
