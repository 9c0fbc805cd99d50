import { bucketSeconds, type CounterName, type HistogramName } from "./metrics-table.ts";

export type Labels = Readonly<Record<string, string>>;

/**
 * Counts and times in one isolate's memory; `MetricsStore` adds them up across isolates. Never
 * throws, never waits.
 */
export interface Metrics {
  count(name: CounterName, labels: Labels, by?: number): void;
  observe(name: HistogramName, labels: Labels, durationMs: number): void;
}

export interface MetricsBuffer extends Metrics {
  /** The Worker version that counts; its numbers are also kept separately. */
  version: string | undefined;
  /**
   * Removes and returns the counts since the last call: whole numbers to add to the fields with
   * those names.
   */
  drain(): ReadonlyMap<string, number>;
  /** Restores counts that could not be stored. */
  restore(counts: ReadonlyMap<string, number>): void;
}

/** More series mean that a label contains client input; the rest is dropped. */
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
 * One field of the stored hash: a series and one of its numbers. `sum` is in microseconds, because
 * Redis adds integers exactly.
 */
export interface MetricField {
  readonly name: string;
  readonly labels: Labels;
  /** `count` for a counter; a bucket's index, `inf` or `sum` for a histogram. */
  readonly part: string;
}

export function fieldName(name: string, labels: Labels, part: string): string {
  return JSON.stringify([name, labels, part]);
}

/** The sum of a counter's series whose labels match. */
export function sumOf(
  counts: ReadonlyMap<string, number>,
  wanted: string,
  matches: (labels: Labels) => boolean = () => true,
): number {
  let sum = 0;
  for (const [field, count] of counts) {
    const { name, labels } = parseFieldName(field);
    if (name === wanted && matches(labels)) sum += count;
  }
  return sum;
}

export function parseFieldName(text: string): MetricField {
  const [name, labels, part] = JSON.parse(text) as [string, Labels, string];
  return { name, labels, part };
}
