import { parseFieldName, sumOf } from "../metrics/metrics.ts";
import { bucketSeconds } from "../metrics/metrics-table.ts";
import { quantile } from "../metrics/metrics-text.ts";
import type { LabelMatch, Measure } from "./alert.ts";

/** A measure that compares two points in time. */
export type WindowedMeasure = Exclude<Measure, { kind: "gauge" | "probe" }>;

export const isWindowed = (measure: Measure): measure is WindowedMeasure =>
  measure.kind !== "gauge" && measure.kind !== "probe";

/**
 * The measure's counters, in a fixed order: a share's part and whole, a count, or a histogram's
 * buckets and its sum in microseconds. They only increase, until Redis is emptied.
 */
export type Totals = readonly number[];

export function totalsOf(measure: WindowedMeasure, counts: ReadonlyMap<string, number>): Totals {
  switch (measure.kind) {
    case "share":
      return [
        sumOf(counts, measure.counter, like({ ...measure.whole, ...measure.part })),
        sumOf(counts, measure.counter, like(measure.whole ?? {})),
      ];
    case "count":
      return [sumOf(counts, measure.counter, like(measure.part ?? {}))];
    default:
      return histogramOf(counts, measure.histogram, measure.part ?? {});
  }
}

/** The increase between two points in time. A number that decreased was reset to zero. */
export function added(before: Totals, now: Totals): Totals {
  const isRestarted = now.some((total, index) => total < (before[index] ?? 0));
  return isRestarted ? now : now.map((total, index) => total - (before[index] ?? 0));
}

const leastSamples = 100;

/** The measure's number; undefined when there are too few samples. */
export function numberOf(measure: WindowedMeasure, totals: Totals): number | undefined {
  switch (measure.kind) {
    case "share": {
      const [part = 0, whole = 0] = totals;
      return whole < Math.max(1, measure.least ?? leastSamples) ? undefined : part / whole;
    }
    // No samples means zero.
    case "count":
      return totals[0] ?? 0;
    default: {
      const [sumMicroseconds = 0, ...buckets] = totals;
      const samples = buckets.reduce((sum, count) => sum + count, 0);
      if (samples < Math.max(1, measure.least ?? leastSamples)) return undefined;
      if (measure.kind === "mean") return sumMicroseconds / samples / 1000;
      // The last bucket has no upper bound: it counts as twice its lower one.
      const seconds = quantile(buckets, measure.kind === "p99" ? 0.99 : 0.95);
      const [last = 0] = bucketSeconds.slice(-1);
      return 1000 * (seconds >= last ? 2 * last : seconds);
    }
  }
}

function histogramOf(
  counts: ReadonlyMap<string, number>,
  wanted: string,
  match: LabelMatch,
): Totals {
  const isWanted = like(match);
  const totals = Array<number>(bucketSeconds.length + 2).fill(0);
  for (const [field, count] of counts) {
    const { name, labels, part } = parseFieldName(field);
    if (name !== wanted || !isWanted(labels)) continue;
    const bucket = part === "inf" ? bucketSeconds.length : Number(part);
    const index = part === "sum" ? 0 : bucket + 1;
    totals[index] = (totals[index] ?? 0) + count;
  }
  return totals;
}

const like =
  (match: LabelMatch) =>
  (labels: Readonly<Record<string, string>>): boolean =>
    Object.entries(match).every(([label, values]) =>
      values.some((value) => isLike(labels[label] ?? "", value)),
    );

const isLike = (text: string, pattern: string): boolean =>
  pattern.endsWith("*") ? text.startsWith(pattern.slice(0, -1)) : text === pattern;
