/** What the app and the database report at one moment; counts since the app was first deployed. */
export interface Reading {
  readonly requests: number;
  /** Responses of 500 and above. */
  readonly errors: number;
  readonly cacheReads: number;
  readonly cacheHits: number;
  readonly connections: number;
}

const line = /^(\w+)\{(.*)\} ([\d.e+-]+)$/;
const hits = ["memory", "shared", "fresh", "stale"];

/** The app's counts in Prometheus' text format. */
export function countsIn(text: string): Omit<Reading, "connections"> {
  const counts = { requests: 0, errors: 0, cacheReads: 0, cacheHits: 0 };
  for (const one of text.split("\n")) {
    const [, name, labels = "", number] = line.exec(one) ?? [];
    const value = Number(number);
    if (name === "http_requests_total") {
      counts.requests += value;
      if (/status="5\d\d"/.test(labels)) counts.errors += value;
    }
    if (name === "cache_reads_total") {
      counts.cacheReads += value;
      const result = /result="(\w+)"/.exec(labels)?.[1] ?? "";
      if (hits.includes(result)) counts.cacheHits += value;
    }
  }
  return counts;
}
