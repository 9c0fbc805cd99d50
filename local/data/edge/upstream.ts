import { request as httpRequest, type IncomingMessage } from "node:http";
import { hasErrno } from "@seaworthy/core/errors.ts";
import type { Serving } from "./fleet.ts";
import { type RawHeaders, requestHeaders } from "./forwarded-headers.ts";
import type { Visit } from "./visit.ts";

/** Cloudflare's limit for request bodies on its smaller plans. */
export const maxBodyBytes = 100 * 1024 * 1024;

export class BodyTooLarge extends Error {
  override readonly name = "BodyTooLarge";
}

export interface UpstreamOptions {
  /** Aborted when the client goes away: the Worker sees its request aborted. */
  readonly signal: AbortSignal;
  /** Changes to the headers, e.g. conditional ones dropped so that a cache can be filled. */
  readonly headers?: (raw: RawHeaders) => RawHeaders;
}

/**
 * Sends the request to the version's port and resolves with the answer's head; bodies stream both ways. Rejects with
 * BodyTooLarge, or with the socket's error.
 */
export async function askWorker(visit: Visit, serving: Serving, options: UpstreamOptions): Promise<IncomingMessage> {
  const leave = serving.runtime.enter();
  try {
    const answer = await send(visit, serving, options, true);
    answer.once("close", leave);
    return answer;
  } catch (thrown) {
    leave();
    throw thrown;
  }
}

function send(visit: Visit, serving: Serving, options: UpstreamOptions, mayRepeat: boolean): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    // Node frames a body by itself for some methods only; without this, a DELETE's would run into the next request.
    const framing = visit.message.headers["transfer-encoding"] === undefined ? [] : ["Transfer-Encoding", "chunked"];
    const raw = [...requestHeaders(visit), ...framing];
    const outgoing = httpRequest({
      agent: serving.runtime.agent,
      host: "127.0.0.1",
      port: serving.runtime.port(serving.version.id),
      method: visit.method,
      path: `${visit.scheme}://${visit.host}${visit.target}`,
      headers: (options.headers ? options.headers(raw) : raw) as unknown as Record<string, string>,
      signal: options.signal,
    });
    outgoing.once("response", resolve);
    outgoing.once("error", (cause) => {
      // An idle connection that the runtime was just closing: nothing was processed, so a request without a body goes again.
      const stale = outgoing.reusedSocket && hasErrno(cause, "ECONNRESET", "EPIPE");
      if (stale && mayRepeat && !hasBody(visit)) resolve(send(visit, serving, options, false));
      else reject(cause);
    });
    if (hasBody(visit)) pipeBody(visit.message, outgoing, reject);
    else outgoing.end();
  });
}

export function hasBody(visit: Visit): boolean {
  const { headers } = visit.message;
  return headers["transfer-encoding"] !== undefined || (headers["content-length"] !== undefined && headers["content-length"] !== "0");
}

function pipeBody(message: IncomingMessage, outgoing: ReturnType<typeof httpRequest>, reject: (cause: Error) => void): void {
  let bytes = 0;
  message.on("data", (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes <= maxBodyBytes || outgoing.destroyed) return;
    const tooLarge = new BodyTooLarge("The request body is over the limit.");
    reject(tooLarge);
    message.unpipe(outgoing);
    outgoing.destroy(tooLarge);
    discardBody(message);
  });
  message.pipe(outgoing);
}

/**
 * Reads on and forgets, for as much again as the limit: closing at once would reset the connection, and a client that is
 * still sending would never see why it was refused.
 */
export function discardBody(message: IncomingMessage): void {
  let bytes = 0;
  message.on("data", (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > maxBodyBytes) message.destroy();
  });
  message.resume();
}
