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

/** One request of a load that differs from request to request. */
export interface BenchRequest {
  readonly method: string;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface RequestFigures {
  readonly requestsPerSecond: number;
  readonly p95Ms: number;
}

/** What a module's `testing/bench-<name>.ts` measures with; its figures are added to that bench. */
export interface BenchTools {
  readonly load: Load;
  median(values: readonly number[]): number;
  /** Loads a URL for one round, from another thread; throws if a request fails. */
  sendLoad(url: string, headers?: Readonly<Record<string, string>>): Promise<LoadFigures>;
  /** Sends those requests in turn for one round, by k6; throws if one fails. */
  sendRequests(requests: readonly BenchRequest[]): Promise<RequestFigures>;
}

export type MeasureModule = (tools: BenchTools) => Promise<Record<string, unknown>>;
