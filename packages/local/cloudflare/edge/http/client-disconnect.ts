/**
 * Notifies when a request's client disconnects. An AbortSignal per request would do the same at
 * several times the cost.
 */
export class ClientDisconnect {
  #happened = false;
  #listener: (() => void) | undefined;

  get happened(): boolean {
    return this.#happened;
  }

  /**
   * Calls the listener immediately if the client has already disconnected. A second call replaces
   * the first listener.
   */
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
