/**
 * Tells when the client of a request disconnected. An AbortSignal for each request would do the
 * same, at several times the cost.
 */
export class ClientDisconnect {
  #happened = false;
  #listener: (() => void) | undefined;

  get happened(): boolean {
    return this.#happened;
  }

  /** At once when it has happened already. A second call replaces the first. */
  onDisconnect(listener: (() => void) | undefined): void {
    this.#listener = listener;
    if (this.#happened) listener?.();
  }

  disconnected(): void {
    if (this.#happened) return;
    this.#happened = true;
    this.#listener?.();
  }
}
