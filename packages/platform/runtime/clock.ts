/** The Worker's clock; tests inject one that they advance. */
export interface Clock {
  /** Milliseconds since the epoch. In workerd it does not advance between two I/O operations. */
  now(): number;
}

export const systemClock: Clock = { now: () => Date.now() };
