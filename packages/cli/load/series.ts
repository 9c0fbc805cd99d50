import type { LoadPoint } from "./results.ts";

/** One request, as k6 reports it. */
export interface Sample {
  /** Seconds since the epoch. */
  readonly time: number;
  readonly ms: number;
  /** 0 when there was no response. */
  readonly status: number;
}

/**
 * Measurements that scenarios and the database report besides the requests; absent if they do not.
 */
export interface Beside {
  readonly time: number;
  /** For a cacheable request: 1 if the response came from the cache. */
  readonly hit?: number;
  /** Duration of a response from a cache. */
  readonly warmMs?: number;
  /** Connections to the database at that moment. */
  readonly connections?: number;
}

export interface Series {
  readonly total: Omit<LoadPoint, "second">;
  readonly points: readonly LoadPoint[];
}

/** Enough for a chart. */
const mostPoints = 60;

interface Second {
  readonly samples: Sample[];
  readonly beside: Beside[];
}

/** Collects samples as they arrive, and aggregates them over equal intervals. */
export function createSeries() {
  const bySecond = new Map<number, Second>();
  const at = (time: number): Second => {
    const found = bySecond.get(time) ?? { samples: [], beside: [] };
    bySecond.set(time, found);
    return found;
  };
  return {
    add: (sample: Sample): void => void at(sample.time).samples.push(sample),
    addBeside: (beside: Beside): void => void at(beside.time).beside.push(beside),
    finish: (): Series => {
      const seconds = [...bySecond.keys()].toSorted((a, b) => a - b);
      const [first = 0] = seconds;
      const width = Math.ceil(((seconds.at(-1) ?? first) - first + 1) / mostPoints);
      const stretches = Map.groupBy(seconds, (second) => Math.floor((second - first) / width));
      return {
        total: summed([...bySecond.values()]),
        points: [...stretches].map(([index, own]) => ({
          second: index * width,
          ...summed(own.map(at)),
        })),
      };
    },
  };
}

/** A 429 does not count as a failure: the zone did what it declares. It has its own threshold. */
function summed(seconds: readonly Second[]): Omit<LoadPoint, "second"> {
  const samples = seconds.flatMap((second) => second.samples);
  const beside = seconds.flatMap((second) => second.beside);
  const percentile = percentilesOf(samples.map(({ ms }) => ms));
  const warm = beside.flatMap(({ warmMs }) => warmMs ?? []);
  const hits = beside.flatMap(({ hit }) => hit ?? []);
  const connections = beside.flatMap((one) => one.connections ?? []);
  return {
    requests: samples.length,
    failed: samples.filter(({ status }) => status === 0 || status >= 500).length,
    limited: samples.filter(({ status }) => status === 429).length,
    ...{ p50Ms: percentile(0.5), p95Ms: percentile(0.95), p99Ms: percentile(0.99) },
    hitShare: hits.length === 0 ? null : hits.filter((hit) => hit === 1).length / hits.length,
    warmP95Ms: warm.length === 0 ? null : percentilesOf(warm)(0.95),
    connections: connections.length === 0 ? null : Math.max(...connections),
  };
}

function percentilesOf(values: readonly number[]): (share: number) => number {
  const sorted = Float64Array.from(values).sort();
  return (share) => Math.round(sorted[Math.ceil(share * sorted.length) - 1] ?? 0);
}
