import type { Http2Stream } from "node:http2";
import { PassThrough, type Readable } from "node:stream";
import type { Phase } from "../compose.ts";
import { errorResponse } from "./response.ts";

/** Cloudflare's request body limit on its smaller plans. */
export const maxBodyBytes = 100 * 1024 * 1024;

export class BodyTooLarge extends Error {
  override readonly name = "BodyTooLarge";
}

/**
 * Rejects a body whose declared length is too large; one that turns out too large is rejected while
 * it is sent.
 */
export const bodyLimit: Phase = (request, next) => {
  if (request.bodySize <= maxBodyBytes) return next();
  discardBody(request.received.body);
  return errorResponse("tooLarge", request);
};

/**
 * The body, aborted when it exceeds the limit. A separate stream: the client destroys its body when
 * the request fails, and the connection has to survive for the error response.
 */
export function limitedBody(body: Readable, fail: (cause: Error) => void): Readable {
  const passed = new PassThrough();
  let bytes = 0;
  body.on("data", (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > maxBodyBytes && !passed.destroyed)
      fail(new BodyTooLarge("The request body is too large."));
  });
  body.once("close", () => {
    if (!passed.writableEnded)
      passed.destroy(new DOMException("The client aborted the request body.", "AbortError"));
  });
  passed.once("close", () => {
    body.unpipe(passed);
    if (!body.readableEnded) discardBody(body);
  });
  return body.pipe(passed);
}

/**
 * Reads and discards as much again as the limit. Closing immediately would reset the connection,
 * and a client that is still sending would never see the error.
 */
function discardBody(body: Readable): void {
  let bytes = 0;
  body.on("data", (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > maxBodyBytes) giveUp(body);
  });
  body.resume();
}

/** Over HTTP/2 the response is out by now, and the stream ends without an error (RFC 9113, 8.1). */
function giveUp(body: Readable): void {
  const { stream } = body as Readable & { stream?: Http2Stream };
  if (stream) stream.close();
  else body.destroy();
}
