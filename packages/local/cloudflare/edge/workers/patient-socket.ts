import { Socket } from "node:net";
import { hasErrno } from "@seaworthy/core/errors";
import type { buildConnector } from "undici";

/**
 * A connection that is read to its end even when the other side no longer accepts writes. A Worker
 * may respond before it has read the request body (413, 404, 429), and workerd then closes the
 * connection: writing fails while the whole response is still unread.
 */
class PatientSocket extends Socket {
  #refused = false;
  #ended = false;

  override _write(
    chunk: Buffer,
    encoding: BufferEncoding,
    done: (cause?: Error | null) => void,
  ): void {
    if (this.#refused) done();
    else super._write(chunk, encoding, (cause) => this.#written(cause, done));
  }

  override _writev(
    chunks: { chunk: Buffer; encoding: BufferEncoding }[],
    done: (cause?: Error | null) => void,
  ): void {
    if (this.#refused) done();
    else super._writev?.(chunks, (cause) => this.#written(cause, done));
  }

  /** A reset counts as the end: data read before it is still waiting for a slow client. */
  override destroy(cause?: Error): this {
    if (!hasErrno(cause, "ECONNRESET") || this.#ended) return super.destroy(cause);
    this.#ended = true;
    this.push(null);
    this.read(0);
    return this;
  }

  /** After the first failure, writes are discarded. Reading detects the end. */
  #written(cause: Error | null | undefined, done: () => void): void {
    if (cause) this.#refused = true;
    done();
  }
}

/** For undici: connects to a socket file. */
export function socketFileConnector(path: string): buildConnector.connector {
  return (_options, connected) => {
    const socket = new PatientSocket();
    const failed = (cause: Error) => connected(cause, null);
    socket.once("error", failed);
    socket.connect({ path }, () => {
      socket.off("error", failed);
      connected(null, socket);
    });
  };
}
