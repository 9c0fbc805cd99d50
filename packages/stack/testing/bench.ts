/** A bench's load on a server: rounds, seconds per round, concurrent connections. */
export interface Load {
  readonly rounds: number;
  readonly seconds: number;
  readonly connections: number;
}

export interface LoadFigures {
  readonly requestsPerSecond: number;
  readonly p99Ms: number;
}

/** What a module's `testing/bench-<name>.ts` measures with; its figures are added to that bench. */
export interface BenchTools {
  readonly load: Load;
  median(values: readonly number[]): number;
  /** Loads a URL for one round, from another thread; throws if a request fails. */
  sendLoad(url: string, headers?: Readonly<Record<string, string>>): Promise<LoadFigures>;
}

export type MeasureModule = (tools: BenchTools) => Promise<Record<string, unknown>>;
