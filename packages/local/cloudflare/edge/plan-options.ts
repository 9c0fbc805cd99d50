import type { Cache } from "./cache.ts";
import type { RateCounters } from "./rate-limits.ts";
import type { SampledLog } from "./sampled-log.ts";

/** What a compiled state works with. */
export interface PlanOptions {
  readonly cache: Cache;
  readonly counters: RateCounters;
  readonly now: () => number;
  readonly log: SampledLog;
  readonly httpPort: number;
  readonly httpsPort: number;
}
