import { Readable } from "node:stream";
import type { Dispatcher } from "undici";
import type { ClientDisconnect } from "../http/client-disconnect.ts";
import { headerOf, type RawHeaders } from "../http/headers.ts";

/** The Worker's response. A small body is already complete; others are streamed. */
export interface WorkerResponse {
  readonly status: number;
  readonly rawHeaders: RawHeaders;
  readonly body: Buffer | Readable;
}

export interface CollectorOptions {
  readonly disconnect: ClientDisconnect;
  readonly resolve: (response: WorkerResponse) => void;
  readonly reject: (cause: Error) => void;
  /** Called once, when no more data will come. */
  readonly ended: () => void;
}

/** Larger bodies are streamed. */
const smallBytes = 64 * 1024;

/**
 * How long to wait for the rest of a small body; the runtime sends head and body in two packets.
 */
const restMs = 5;

/**
 * Collects one response of the runtime as it arrives. A body that is complete immediately, as most
 * are, is passed on whole: a stream for each would cost more than the rest of the request. Anything
 * slower is streamed from then on.
 */
export class ResponseCollector implements Dispatcher.DispatchHandler {
  readonly #options: CollectorOptions;
  #abort: (cause?: Error) => void = () => undefined;
  #resume: () => void = () => undefined;
  #head: Pick<WorkerResponse, "status" | "rawHeaders"> | undefined;
  /** From Content-Length; infinite when unknown. */
  #length = Number.POSITIVE_INFINITY;
  #receivedBytes = 0;
  #collected: Buffer[] = [];
  #stream: Readable | undefined;
  #waiting: NodeJS.Timeout | undefined;
  #done = false;

  constructor(options: CollectorOptions) {
    this.#options = options;
  }

  onConnect(abort: (cause?: Error) => void): void {
    this.#abort = abort;
    this.#options.disconnect.onDisconnect(() =>
      this.fail(new DOMException("The client disconnected.", "AbortError")),
    );
  }

  onHeaders(status: number, raw: Buffer[], resume: () => void): boolean {
    // Informational responses precede the real one.
    if (status < 200) return true;
    this.#resume = resume;
    this.#head = { status, rawHeaders: raw.map((text) => text.toString("latin1")) };
    this.#length = lengthOf(this.#head.rawHeaders);
    // Without a length it is unknown whether more will come: what has not arrived yet is streamed.
    if (this.#length <= smallBytes) this.#waiting = setTimeout(() => this.#startStream(), restMs);
    else setImmediate(() => this.#startStream());
    return true;
  }

  onData(chunk: Buffer): boolean {
    this.#receivedBytes += chunk.length;
    if (this.#stream) return this.#stream.push(chunk);
    this.#collected.push(chunk);
    if (this.#receivedBytes > smallBytes) this.#startStream();
    return true;
  }

  onComplete(): void {
    if (this.#stream) this.#stream.push(null);
    else if (this.#head) this.#options.resolve({ ...this.#head, body: wholeOf(this.#collected) });
    this.#end();
  }

  onError(cause: Error): void {
    // The connection ended while a slow client held up the last part, which undici treats as an
    // error.
    if (this.#stream && this.#receivedBytes === this.#length) this.#stream.push(null);
    else if (this.#stream) this.#stream.destroy(cause);
    else this.#options.reject(cause);
    this.#end();
  }

  /** Aborts the response: the runtime sees its request aborted. */
  fail(cause: Error): void {
    if (this.#done) return;
    this.#options.reject(cause);
    this.#abort(cause);
  }

  #startStream(): void {
    if (this.#done || this.#stream || !this.#head) return;
    const stream = new Readable({
      read: () => this.#resume(),
      destroy: (cause, callback) => {
        if (!this.#done) this.fail(cause ?? new DOMException("Nobody reads on.", "AbortError"));
        callback(cause);
      },
    });
    this.#stream = stream;
    for (const chunk of this.#collected) stream.push(chunk);
    this.#collected = [];
    this.#options.resolve({ ...this.#head, body: stream });
  }

  #end(): void {
    if (this.#done) return;
    this.#done = true;
    clearTimeout(this.#waiting);
    this.#options.disconnect.onDisconnect(undefined);
    this.#options.ended();
  }
}

function lengthOf(rawHeaders: RawHeaders): number {
  return Number(headerOf(rawHeaders, "content-length") ?? Number.POSITIVE_INFINITY);
}

function wholeOf(chunks: readonly Buffer[]): Buffer {
  const [only] = chunks;
  return chunks.length === 1 && only ? only : Buffer.concat(chunks);
}
