import type { ServerResponse } from "node:http";
import type { Http2ServerResponse, OutgoingHttpHeaders } from "node:http2";
import { pipeline } from "node:stream/promises";
import { closeLingering } from "../../../kernel/bounds/lingering-close.ts";
import type { RawHeaders } from "./headers.ts";
import type { EdgeResponse } from "./response.ts";

/** The response object of either HTTP version. */
export type Outgoing = ServerResponse | Http2ServerResponse;

/** What a response depends on in its request. */
export interface Recipient {
  readonly ray: string;
  readonly method: string;
}

const bodiless = new Set([101, 204, 205, 304]);

/**
 * Writes the response; streams are passed on as they arrive. Resolves when it has finished; rejects
 * when the client disconnected.
 */
export async function writeResponse(
  outgoing: Outgoing,
  response: EdgeResponse,
  to: Recipient,
): Promise<void> {
  const { status, body } = response;
  const noBody = to.method === "HEAD" || bodiless.has(status);
  const headers = headersOf(response, to);
  if ("stream" in outgoing)
    return writeHttp2(outgoing, status, headers, noBody ? discarded(body) : body);
  if (!outgoing.req.complete) closeLingering(outgoing.req.socket);
  outgoing.writeHead(status, headers);
  if (noBody) return void outgoing.end(void discarded(body));
  if (Buffer.isBuffer(body)) return void endWith(outgoing, body);
  outgoing.flushHeaders();
  await pipeline(body, outgoing);
}

/** As a string, a small body is written together with the head, which avoids a vectored write. */
function endWith(outgoing: ServerResponse, body: Buffer): void {
  if (body.length > oneWriteBytes) outgoing.end(body);
  else outgoing.end(body.toString("latin1"), "latin1");
}

const oneWriteBytes = 16 * 1024;

async function writeHttp2(
  { stream }: Http2ServerResponse,
  status: number,
  raw: RawHeaders,
  body: EdgeResponse["body"],
): Promise<void> {
  if (stream.destroyed) return void discarded(body);
  const whole = Buffer.isBuffer(body);
  stream.respond({ ":status": status, ...grouped(raw) }, { endStream: whole && body.length === 0 });
  if (!whole) await pipeline(body, stream);
  else if (body.length > 0) stream.end(body);
}

/** Adds Cloudflare's own headers, and the length if known. */
function headersOf(response: EdgeResponse, to: Recipient): RawHeaders {
  const headers: RawHeaders = [];
  let length: string | undefined;
  for (let index = 0; index + 1 < response.headers.length; index += 2) {
    const [name = "", value = ""] = [response.headers[index], response.headers[index + 1]];
    const key = name.length === 14 ? name.toLowerCase() : name;
    if (key === "content-length") length = value;
    else headers.push(name, value);
  }
  headers.push("CF-Ray", to.ray, "Server", "cloudflare");
  const declared = lengthOf(response, to, length);
  if (declared !== undefined) headers.push("Content-Length", declared);
  return headers;
}

/** A response to HEAD has the length that the body would have. */
function lengthOf(
  { status, body }: EdgeResponse,
  { method }: Recipient,
  declared: string | undefined,
): string | undefined {
  if (bodiless.has(status)) return undefined;
  if (!Buffer.isBuffer(body) || (method === "HEAD" && declared !== undefined)) return declared;
  return String(body.length);
}

/** Lower-case names, as HTTP/2 requires; repeated headers as a list. */
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

function discarded(body: EdgeResponse["body"]): Buffer {
  if (!Buffer.isBuffer(body)) body.resume();
  return nothing;
}

const nothing = Buffer.alloc(0);
