import type { ServerResponse } from "node:http";
import type { Http2ServerResponse, OutgoingHttpHeaders } from "node:http2";
import { pipeline } from "node:stream/promises";
import type { RawHeaders } from "./cloudflare-headers.ts";
import { closeLingering } from "./lingering-close.ts";
import type { Visit } from "./request.ts";
import type { Reply } from "./response.ts";

/** What either version of HTTP answers through. */
export type Response = ServerResponse | Http2ServerResponse;

const bodiless = new Set([101, 204, 205, 304]);

/**
 * Writes the answer; a stream is passed on as it comes. Resolves when it is over; rejects when the
 * client went away.
 */
export async function writeReply(response: Response, reply: Reply, visit: Visit): Promise<void> {
  const noBody = visit.method === "HEAD" || bodiless.has(reply.status);
  const headers = headersOf(reply, visit);
  const { body } = reply;
  if ("stream" in response)
    return writeHttp2(response, reply.status, headers, noBody ? discarded(body) : body);
  if (!response.req.complete) closeLingering(response.req.socket);
  response.writeHead(reply.status, headers);
  if (noBody) return void response.end(void discarded(body));
  if (Buffer.isBuffer(body)) return void endWith(response, body);
  response.flushHeaders();
  await pipeline(body, response);
}

/**
 * As text, a small body is sent in one piece with the head, which saves the system a vector of two.
 */
function endWith(response: ServerResponse, body: Buffer): void {
  if (body.length > oneWriteBytes) response.end(body);
  else response.end(body.toString("latin1"), "latin1");
}

const oneWriteBytes = 16 * 1024;

async function writeHttp2(
  { stream }: Http2ServerResponse,
  status: number,
  raw: RawHeaders,
  body: Reply["body"],
): Promise<void> {
  if (stream.destroyed) return void discarded(body);
  const whole = Buffer.isBuffer(body);
  stream.respond({ ":status": status, ...grouped(raw) }, { endStream: whole && body.length === 0 });
  if (!whole) await pipeline(body, stream);
  else if (body.length > 0) stream.end(body);
}

/** With Cloudflare's own headers, and the length where it is known. */
function headersOf(reply: Reply, visit: Visit): RawHeaders {
  const headers: RawHeaders = [];
  let length: string | undefined;
  for (let index = 0; index + 1 < reply.headers.length; index += 2) {
    const [name = "", value = ""] = [reply.headers[index], reply.headers[index + 1]];
    const key = name.length === 14 ? name.toLowerCase() : name;
    if (key === "content-length") length = value;
    else headers.push(name, value);
  }
  headers.push("CF-Ray", visit.ray, "Server", "cloudflare");
  const declared = lengthOf(reply, visit, length);
  if (declared !== undefined) headers.push("Content-Length", declared);
  return headers;
}

/** A HEAD's answer has the length that the body would have. */
function lengthOf(reply: Reply, visit: Visit, declared: string | undefined): string | undefined {
  if (bodiless.has(reply.status)) return undefined;
  if (!Buffer.isBuffer(reply.body) || (visit.method === "HEAD" && declared !== undefined))
    return declared;
  return String(reply.body.length);
}

/** Names in lower case, as HTTP/2 wants them; several of one name as a list. */
function grouped(raw: RawHeaders): OutgoingHttpHeaders {
  const headers: Record<string, string | string[]> = {};
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const name = (raw[index] ?? "").toLowerCase();
    const value = raw[index + 1] ?? "";
    const known = headers[name];
    headers[name] =
      known === undefined ? value : [...(Array.isArray(known) ? known : [known]), value];
  }
  return headers;
}

function discarded(body: Reply["body"]): Buffer {
  if (!Buffer.isBuffer(body)) body.resume();
  return nothing;
}

const nothing = Buffer.alloc(0);
