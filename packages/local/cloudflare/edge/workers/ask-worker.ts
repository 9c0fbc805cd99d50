import { PassThrough, type Readable } from "node:stream";
import { hasErrno } from "@seaworthy/core/errors";
import type { Departure } from "../http/client-disconnect.ts";
import { type RawHeaders, requestHeaders } from "../http/cloudflare-headers.ts";
import type { Visit } from "../http/request.ts";
import type { Serving } from "./deployed-workers.ts";
import { type Answer, Answering } from "./response-collector.ts";

/** Cloudflare's limit for request bodies on its smaller plans. */
export const maxBodyBytes = 100 * 1024 * 1024;

export class BodyTooLarge extends Error {
  override readonly name = "BodyTooLarge";
}

export interface UpstreamOptions {
  /** When the client goes away, the Worker sees its request aborted. */
  readonly departure: Departure;
  readonly method: string;
  /** Changes to the headers, e.g. conditional ones dropped so that a cache can be filled. */
  readonly headers?: ((raw: RawHeaders) => RawHeaders) | undefined;
}

/**
 * Sends the request to the version's port and resolves with the answer's head; bodies stream both
 * ways. Rejects with BodyTooLarge, or with the socket's error.
 */
export async function askWorker(
  visit: Visit,
  serving: Serving,
  options: UpstreamOptions,
): Promise<Answer> {
  const leave = serving.runtime.enter();
  try {
    return await send(visit, serving, options, leave);
  } catch (thrown) {
    // A connection that the runtime was just closing: nothing was answered, and a GET may be asked
    // again.
    const repeatable =
      isBroken(thrown) && !visit.hasBody && (options.method === "GET" || options.method === "HEAD");
    if (repeatable && !options.departure.left) return await send(visit, serving, options, leave);
    throw thrown;
  }
}

function send(
  visit: Visit,
  serving: Serving,
  options: UpstreamOptions,
  leave: () => void,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const raw = requestHeaders(visit);
    const answering = new Answering({
      departure: options.departure,
      resolve,
      reject,
      ended: leave,
    });
    const request = {
      method: options.method as "GET",
      path: `${visit.scheme}://${visit.host}${visit.target}`,
      headers: options.headers ? options.headers(raw) : raw,
      body: visit.hasBody ? limited(visit.body, (cause) => answering.fail(cause)) : null,
    };
    serving.runtime.dispatch(serving.version.id, request, answering);
  });
}

function isBroken(thrown: unknown): boolean {
  return hasErrno(thrown, "UND_ERR_SOCKET", "ECONNRESET", "EPIPE");
}

/**
 * The body, given up where it grows over the limit. A stream of its own: the client destroys what
 * it sends when the request fails, and the connection has to live on for the refusal.
 */
function limited(body: Readable, fail: (cause: Error) => void): Readable {
  const passed = new PassThrough();
  let bytes = 0;
  body.on("data", (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > maxBodyBytes && !passed.destroyed)
      fail(new BodyTooLarge("The request body is over the limit."));
  });
  body.once("close", () => {
    if (!passed.writableEnded)
      passed.destroy(new DOMException("The client broke off its body.", "AbortError"));
  });
  passed.once("close", () => {
    body.unpipe(passed);
    if (!body.readableEnded) discardBody(body);
  });
  return body.pipe(passed);
}

/**
 * Reads on and forgets, for as much again as the limit: closing at once would reset the connection,
 * and a client that is still sending would never see why it was refused.
 */
export function discardBody(body: Readable): void {
  let bytes = 0;
  body.on("data", (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > maxBodyBytes) body.destroy();
  });
  body.resume();
}
