import type { Logger } from "../../kernel/logger.ts";
import type { Cache } from "./cache/cache.ts";
import type { RateCounters } from "./rules/rate-limits.ts";
import type { SampledLog } from "./rules/sampled-log.ts";
import type { DeployedWorkers } from "./workers/deployed-workers.ts";
import type { WebSockets } from "./workers/websockets.ts";
import type { EdgePorts } from "./zone/https-redirect.ts";

/** What survives changes of the zone's state. */
export interface PipelineOptions extends EdgePorts {
  readonly cache: Cache;
  readonly counters: RateCounters;
  readonly deployed: DeployedWorkers;
  readonly webSockets: WebSockets;
  readonly now: () => number;
  readonly log: Logger;
  /** For rules that match. */
  readonly ruleLog: SampledLog;
}
