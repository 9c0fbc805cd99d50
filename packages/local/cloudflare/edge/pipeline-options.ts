import type { Cache } from "./cache/cache.ts";
import type { RateCounters } from "./rules/rate-limits.ts";
import type { SampledLog } from "./rules/sampled-log.ts";

/** What a compiled state works with. */
export interface PlanOptions {
  readonly cache: Cache;
  readonly counters: RateCounters;
  readonly now: () => number;
  readonly log: SampledLog;
  readonly httpPort: number;
  readonly httpsPort: number;
}
