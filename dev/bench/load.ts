/** A bench's load on a server: rounds, seconds per round, concurrent connections. */
export interface Load {
  readonly rounds: number;
  readonly seconds: number;
  readonly connections: number;
}
