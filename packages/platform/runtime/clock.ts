/** Time as the Worker sees it; tests give one that they move by hand. */
export interface Clock {
  /** Milliseconds since the epoch. In workerd it stands still between two I/O operations. */
  now(): number;
}

export const systemClock: Clock = { now: () => Date.now() };
