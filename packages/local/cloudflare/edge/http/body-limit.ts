import { PassThrough, type Readable } from "node:stream";
import type { Phase } from "../compose.ts";
import { errorResponse } from "./response.ts";

/** Cloudflare's limit for request bodies on its smaller plans. */
const maxBodyBytes = 100 * 1024 * 1024;

export class BodyTooLarge extends Error {
  override readonly name = "BodyTooLarge";
}

/** Refuses what says that it is too large; what turns out to be is refused while it is sent. */
export const bodyLimit: Phase = (request, next) => {
  if (request.bodySize <= maxBodyBytes) return next();
  discardBody(request.received.body);
  return errorResponse("tooLarge", request);
};

/**
 * The body, given up where it grows over the limit. A stream of its own: the client destroys what
 * it sends when the request fails, and the connection has to live on for the refusal.
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
 * Reads on and forgets, for as much again as the limit: closing at once would reset the connection,
 * and a client that is still sending would never see why it was refused.
 */
function discardBody(body: Readable): void {
  let bytes = 0;
  body.on("data", (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > maxBodyBytes) body.destroy();
  });
  body.resume();
}
