import { type Labels, parseFieldName } from "./metrics.ts";
import { bucketSeconds, type MetricsTable, platformMetrics } from "./metrics-table.ts";

/** One histogram's series: how many requests took how long. */
interface Distribution {
  readonly labels: Labels;
  /** Counts per bucket, not cumulative; the last is `+Inf`. */
  readonly buckets: number[];
  sumMicroseconds: number;
}

const quantiles = [0.5, 0.95, 0.99];

/**
 * Prometheus' text format (version 0.0.4) for the stored sums, with p50, p95 and p99 of each
 * histogram as gauges.
 */
export function renderMetrics(
  counts: ReadonlyMap<string, number>,
  { counters, histograms, gauges }: MetricsTable = platformMetrics,
  highest: ReadonlyMap<string, number> = new Map(),
): string {
  const lines: string[] = [];
  for (const [name, help] of Object.entries(counters)) {
    lines.push(`# HELP ${name} ${help}`, `# TYPE ${name} counter`);
    for (const { labels, value } of counterSeries(counts, name))
      lines.push(`${name}${labelText(labels)} ${value}`);
  }
  for (const [name, help] of Object.entries(histograms)) {
    const series = distributions(counts, name);
    lines.push(
      `# HELP ${name} ${help}`,
      `# TYPE ${name} histogram`,
      ...series.flatMap((one) => histogramLines(name, one)),
    );
    const gauge = name.replace("_seconds", "_quantile_seconds");
    lines.push(`# HELP ${gauge} ${help} Estimated within its bucket.`, `# TYPE ${gauge} gauge`);
    lines.push(...series.flatMap((one) => quantileLines(gauge, one)));
  }
  for (const [name, help] of Object.entries(gauges)) {
    lines.push(`# HELP ${name} ${help} The highest that was reported.`, `# TYPE ${name} gauge`);
    const value = highest.get(name);
    if (value !== undefined) lines.push(`${name} ${value}`);
  }
  return `${lines.join("\n")}\n`;
}

/** The quantile in seconds, by linear interpolation within a bucket. */
export function quantile(buckets: readonly number[], share: number): number {
  const rank = share * total(buckets);
  let below = 0;
  for (const [index, count] of buckets.entries()) {
    const upper = bucketSeconds[index];
    const lower = bucketSeconds[index - 1] ?? 0;
    if (upper === undefined) return lower;
    if (count > 0 && below + count >= rank)
      return lower + ((upper - lower) * (rank - below)) / count;
    below += count;
  }
  return 0;
}

function counterSeries(counts: ReadonlyMap<string, number>, wanted: string) {
  return [...counts].flatMap(([field, value]) => {
    const { name, labels } = parseFieldName(field);
    return name === wanted ? [{ labels, value }] : [];
  });
}

function distributions(counts: ReadonlyMap<string, number>, wanted: string): Distribution[] {
  const found = new Map<string, Distribution>();
  for (const [field, value] of counts) {
    const { name, labels, part } = parseFieldName(field);
    if (name !== wanted) continue;
    const key = labelText(labels);
    const one = found.get(key) ?? {
      labels,
      buckets: Array(bucketSeconds.length + 1).fill(0),
      sumMicroseconds: 0,
    };
    found.set(key, one);
    if (part === "sum") one.sumMicroseconds = value;
    else one.buckets[part === "inf" ? bucketSeconds.length : Number(part)] = value;
  }
  return [...found.values()];
}

function histogramLines(
  name: string,
  { labels, buckets, sumMicroseconds }: Distribution,
): string[] {
  let below = 0;
  const bounds = buckets.map((count, index) => {
    below += count;
    return `${name}_bucket${labelText({ ...labels, le: String(bucketSeconds[index] ?? "+Inf") })} ${below}`;
  });
  return [
    ...bounds,
    `${name}_sum${labelText(labels)} ${sumMicroseconds / 1e6}`,
    `${name}_count${labelText(labels)} ${below}`,
  ];
}

function quantileLines(name: string, { labels, buckets }: Distribution): string[] {
  return quantiles.map(
    (share) =>
      `${name}${labelText({ ...labels, quantile: String(share) })} ${quantile(buckets, share)}`,
  );
}

function labelText(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${quotable(value)}"`);
  return pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
}

function quotable(value: string): string {
  return value.replace(/[\\"\n]/g, (character) => (character === "\n" ? "\\n" : `\\${character}`));
}

function total(buckets: readonly number[]): number {
  return buckets.reduce((sum, count) => sum + count, 0);
}
