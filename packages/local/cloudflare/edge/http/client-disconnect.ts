/**
 * Tells when the client of a request went away. An AbortSignal for each request would do the same,
 * at several times the cost.
 */
export class Departure {
  #left = false;
  #listener: (() => void) | undefined;

  get left(): boolean {
    return this.#left;
  }

  /** What to do then; at once when it has left already. A second call replaces the first. */
  onLeave(listener: (() => void) | undefined): void {
    this.#listener = listener;
    if (this.#left) listener?.();
  }

  leave(): void {
    if (this.#left) return;
    this.#left = true;
    this.#listener?.();
  }
}

/**
 * For requests that somebody else waits for too: they go on when the client that began them leaves.
 */
export const nobodyLeaves = (): Departure => new Departure();
