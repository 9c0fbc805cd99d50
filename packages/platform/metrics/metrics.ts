import { bucketSeconds, type CounterName, type HistogramName } from "./metrics-table.ts";

export type Labels = Readonly<Record<string, string>>;

/**
 * Counts and times in the memory of one isolate; `MetricsStore` adds them up across isolates. Never
 * throws, never waits.
 */
export interface Metrics {
  count(name: CounterName, labels: Labels, by?: number): void;
  observe(name: HistogramName, labels: Labels, durationMs: number): void;
}

export interface MetricsBuffer extends Metrics {
  /** The version of the Worker that counts; its numbers are kept apart too. */
  version: string | undefined;
  /**
   * Takes what was counted since the last time out: whole numbers to be added to the fields of
   * those names.
   */
  drain(): ReadonlyMap<string, number>;
  /** Puts back what could not be stored. */
  restore(counts: ReadonlyMap<string, number>): void;
}

/**
 * More series than this mean that a label takes what callers send; the rest is dropped, not kept.
 */
const mostFields = 4_000;

export function createMetricsBuffer(): MetricsBuffer {
  let counts = new Map<string, number>();
  const add = (field: string, by: number) => {
    const known = counts.get(field);
    if (known === undefined && counts.size >= mostFields) return;
    counts.set(field, (known ?? 0) + by);
  };
  return {
    version: undefined,
    count: (name, labels, by = 1) => add(fieldName(name, labels, "count"), by),
    observe: (name, labels, durationMs) => {
      const index = bucketSeconds.findIndex((bound) => durationMs <= bound * 1000);
      add(fieldName(name, labels, index === -1 ? "inf" : String(index)), 1);
      add(fieldName(name, labels, "sum"), Math.round(durationMs * 1000));
    },
    drain: () => {
      const taken = counts;
      counts = new Map();
      return taken;
    },
    restore: (back) => {
      for (const [field, by] of back) add(field, by);
    },
  };
}

/**
 * One field of the stored hash: a series, and which of its numbers. `sum` is in microseconds,
 * because Redis adds whole numbers exactly.
 */
export interface MetricField {
  readonly name: string;
  readonly labels: Labels;
  /** `count` of a counter; a bucket's index, `inf` or `sum` of a histogram. */
  readonly part: string;
}

export function fieldName(name: string, labels: Labels, part: string): string {
  return JSON.stringify([name, labels, part]);
}

export function parseFieldName(text: string): MetricField {
  const [name, labels, part] = JSON.parse(text) as [string, Labels, string];
  return { name, labels, part };
}
