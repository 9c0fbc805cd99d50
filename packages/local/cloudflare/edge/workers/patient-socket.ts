import { Socket } from "node:net";
import { hasErrno } from "@seaworthy/core/errors";
import type { buildConnector } from "undici";

/**
 * A connection that is read to its end although the other side no longer takes what is written. A
 * Worker may answer before it has read the request body (413, 404, 429), and workerd closes the
 * connection after that: to write on it fails, while the whole response waits to be read.
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

  /** A reset is the end: what was read before it still waits for a slow client. */
  override destroy(cause?: Error): this {
    if (!hasErrno(cause, "ECONNRESET") || this.#ended) return super.destroy(cause);
    this.#ended = true;
    this.push(null);
    this.read(0);
    return this;
  }

  /** From the first failure on, what is written is forgotten. The end is seen by reading. */
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
