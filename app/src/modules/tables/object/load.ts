import type { Bindings } from "@seaworthy/platform/bindings/bindings";
import { openGaugeReporter } from "@seaworthy/platform/metrics/metrics-gauge-reporter";
import type { Logger } from "@seaworthy/platform/observability/logger";
import { systemClock } from "@seaworthy/platform/runtime/clock";
import type { TablesConfiguration } from "../module.ts";

/** Values that alerts evaluate, reported per table. */
export interface Load {
  sockets(table: string, count: number): void;
  pendingBytes(table: string, bytes: number): void;
  copyLagMs(table: string, ms: number): void;
}

export interface LoadOptions {
  readonly bindings: Bindings | undefined;
  readonly configuration: TablesConfiguration;
  readonly waitUntil: (work: Promise<unknown>) => void;
  readonly log: Logger;
}

/** Below this share of the limit nothing is reported, which saves calls to Redis. */
const worthTelling = { sockets: 0.5, pending: 0.5 };
const lagWorthTellingMs = 60_000;

export function openLoad({ configuration: { live }, ...options }: LoadOptions): Load {
  const gauge = (name: string, from: number, keepMs?: number) =>
    openGaugeReporter({
      ...options,
      ...{ name, from, clock: systemClock },
      ...(keepMs === undefined ? {} : { keepMs }),
    });
  return {
    sockets: gauge("tables_sockets", worthTelling.sockets * live.perTable),
    // A peak lasts an instant, so it is kept until an evaluation has seen it.
    pendingBytes: gauge("tables_pending_bytes", worthTelling.pending * live.pendingBytes, 120_000),
    copyLagMs: gauge("tables_copy_lag_ms", lagWorthTellingMs),
  };
}
