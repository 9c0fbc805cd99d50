/**
 * How a bench asks a server: so many rounds of so many seconds, over so many connections at once.
 */
export interface Load {
  readonly rounds: number;
  readonly seconds: number;
  readonly connections: number;
}
