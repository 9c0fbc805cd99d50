import type { LoadPoint } from "./results.ts";

/** One request, as k6 reports it. */
export interface Sample {
  /** Seconds since the epoch. */
  readonly time: number;
  readonly ms: number;
  /** 0 when there was no response. */
  readonly status: number;
}

export interface Series {
  readonly total: Omit<LoadPoint, "second">;
  readonly points: readonly LoadPoint[];
}

/** Enough for a chart. */
const mostPoints = 60;

/** Collects samples as they arrive, and aggregates them over equal intervals. */
export function createSeries(): { add(sample: Sample): void; finish(): Series } {
  const bySecond = new Map<number, Sample[]>();
  return {
    add: (sample) => {
      const known = bySecond.get(sample.time);
      if (known) known.push(sample);
      else bySecond.set(sample.time, [sample]);
    },
    finish: () => {
      const seconds = [...bySecond.keys()].toSorted((a, b) => a - b);
      const [first = 0] = seconds;
      const width = Math.ceil(((seconds.at(-1) ?? first) - first + 1) / mostPoints);
      const stretches = Map.groupBy(seconds, (second) => Math.floor((second - first) / width));
      return {
        total: summed([...bySecond.values()].flat()),
        points: [...stretches].map(([index, own]) => ({
          second: index * width,
          ...summed(own.flatMap((second) => bySecond.get(second) ?? [])),
        })),
      };
    },
  };
}

/** A 429 does not count as a failure: the zone did what it declares. It has its own threshold. */
function summed(samples: readonly Sample[]): Omit<LoadPoint, "second"> {
  const sorted = Float64Array.from(samples, ({ ms }) => ms).sort();
  const at = (share: number) => Math.round(sorted[Math.ceil(share * sorted.length) - 1] ?? 0);
  return {
    requests: samples.length,
    failed: samples.filter(({ status }) => status === 0 || status >= 500).length,
    limited: samples.filter(({ status }) => status === 429).length,
    ...{ p50Ms: at(0.5), p95Ms: at(0.95), p99Ms: at(0.99) },
  };
}
