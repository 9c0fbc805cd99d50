import type { Bindings } from "../bindings/bindings.ts";
import { type Cache, openCache } from "../cache/cache.ts";
import { type Database, openDatabase } from "../database/database.ts";
import { type Jobs, openJobs } from "../jobs/jobs.ts";
import type { JobKinds } from "../jobs/jobs-kinds.ts";
import type { Metrics } from "../metrics/metrics.ts";
import type { Logger } from "../observability/logger.ts";
import type { ReportError } from "../observability/report-error.ts";
import {
  cacheAccess,
  limiterAccess,
  openRedis,
  type RedisAccess,
  type RedisConnection,
} from "../redis/redis.ts";
import type { Clock } from "../runtime/clock.ts";
import { isolate } from "../runtime/isolate.ts";
import { type Background, openBackground } from "./background.ts";
import { type Deadline, startDeadline } from "./deadline.ts";

/**
 * What a request's handlers use. Connections are opened on first use and belong only to this
 * request.
 */
export interface Services {
  readonly database: Database;
  readonly cache: Cache;
  readonly limiter: RedisConnection;
  readonly jobs: Jobs;
  readonly background: Background;
  readonly deadline: Deadline;
  readonly metrics: Metrics;
  readonly clock: Clock;
}

export type WaitUntil = (promise: Promise<unknown>) => void;

export interface ServicesOptions {
  readonly bindings: Bindings;
  readonly waitUntil: WaitUntil;
  readonly log: Logger;
  readonly reportError: ReportError;
  readonly clock: Clock;
  /** Default `REQUEST_TIMEOUT_MS`. */
  readonly budgetMs?: number;
  /** Kinds of jobs that can be enqueued. Default: none. */
  readonly jobKinds?: JobKinds;
}

/** The services, and a function that closes them once all background work has finished. */
export function openServices(options: ServicesOptions): {
  services: Services;
  close: () => Promise<void>;
} {
  const {
    bindings,
    waitUntil,
    log,
    reportError,
    clock,
    budgetMs = bindings.REQUEST_TIMEOUT_MS,
    jobKinds = new Map(),
  } = options;
  const { metrics, memory } = isolate;
  const deadline = startDeadline(clock, budgetMs);
  const database = openDatabase({ bindings, deadline, log, metrics, clock });
  const background = openBackground({ waitUntil, log, reportError });
  const redis = (name: string, access: RedisAccess) =>
    measured(openRedis(access), name, metrics, clock);
  const cache = openCache({
    redis: redis("cache", cacheAccess(bindings)),
    memory,
    background,
    log,
    metrics,
    clock,
    deadline,
  });
  const limiter = redis("limiter", limiterAccess(bindings));
  const close = async () => {
    await background.settled();
    await database.close();
  };
  const jobs = openJobs(jobKinds);
  return {
    services: { database, cache, limiter, jobs, background, deadline, metrics, clock },
    close,
  };
}

/** The same connection with its calls counted and timed. */
function measured(
  redis: RedisConnection,
  database: string,
  metrics: Metrics,
  clock: Clock,
): RedisConnection {
  const measure = async <T>(call: () => Promise<T>): Promise<T> => {
    const startedAt = clock.now();
    const end = (outcome: string) => metrics.count("redis_calls_total", { database, outcome });
    try {
      const answer = await call();
      metrics.observe("redis_call_duration_seconds", { database }, clock.now() - startedAt);
      end("answered");
      return answer;
    } catch (thrown) {
      end("failed");
      throw thrown;
    }
  };
  return {
    run: (script, keys, args, options) => measure(() => redis.run(script, keys, args, options)),
    ping: (limitMs) => measure(() => redis.ping(limitMs)),
  };
}
