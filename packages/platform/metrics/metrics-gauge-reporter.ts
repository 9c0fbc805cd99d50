import type { Bindings } from "../bindings/bindings.ts";
import type { Logger } from "../observability/logger.ts";
import { limiterAccess, openRedis } from "../redis/redis.ts";
import type { Clock } from "../runtime/clock.ts";
import { writeGauge } from "./metrics-gauges.ts";

export interface GaugeReporterOptions {
  readonly name: string;
  /** Lower values are not worth a call to Redis; they are only reported once after a higher one. */
  readonly from: number;
  /** How long a value is valid without being reported again. Default 15 minutes. */
  readonly keepMs?: number;
  readonly bindings: Bindings | undefined;
  readonly waitUntil: (work: Promise<unknown>) => void;
  readonly log: Logger;
  readonly clock: Clock;
}

const usualKeepMs = 15 * 60_000;
/** Changes by less than this share of `from` are delayed for this long. */
const smallChange = 0.02;
const leastBetweenMs = 5_000;

/**
 * Reports a number from a Durable Object, which has no request whose end would trigger it. Never
 * throws, never waits.
 */
export function openGaugeReporter({
  name,
  from,
  keepMs = usualKeepMs,
  bindings,
  waitUntil,
  log,
  clock,
}: GaugeReporterOptions): (instance: string, value: number) => void {
  let last: { readonly value: number; readonly at: number } | undefined;
  let reportedAt = 0;
  return function report(instance, value) {
    const isHigh = value >= from;
    const now = clock.now();
    const isNews =
      last === undefined ||
      now - last.at >= leastBetweenMs ||
      Math.abs(value - last.value) >= smallChange * from;
    if (bindings === undefined || !isNews || (!isHigh && last === undefined)) return;
    last = isHigh ? { value, at: now } : undefined;
    // Two reports of the same millisecond have an order too. A clock that was set back is believed.
    reportedAt = reportedAt - now > leastBetweenMs ? now : Math.max(now, reportedAt + 1);
    const redis = openRedis(limiterAccess(bindings));
    waitUntil(
      writeGauge(redis, { name, instance, value, keepMs }, reportedAt).catch((error: unknown) => {
        last = { value: 0, at: Number.NEGATIVE_INFINITY };
        log.warn("gauge.unwritten", { gauge: name, error });
      }),
    );
  };
}
