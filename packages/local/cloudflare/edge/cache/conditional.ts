import type { IncomingHttpHeaders } from "node:http";
import { headerOf, type Reply, withoutHeader } from "../http/response.ts";

/**
 * 304 instead of a body that the client has already (RFC 9110, 13): If-None-Match counts before
 * If-Modified-Since.
 */
export function notModified(headers: IncomingHttpHeaders, reply: Reply): Reply {
  if (headers["if-none-match"] === undefined && headers["if-modified-since"] === undefined)
    return reply;
  if (reply.status !== 200 || !isCurrent(headers, reply)) return reply;
  if (!Buffer.isBuffer(reply.body)) reply.body.resume();
  const kept = ["content-length", "content-encoding"].reduce(
    (raw, name) => withoutHeader(raw, name),
    reply.headers,
  );
  return { status: 304, headers: kept, body: Buffer.alloc(0) };
}

function isCurrent(headers: IncomingHttpHeaders, reply: Reply): boolean {
  const wanted = headers["if-none-match"];
  const etag = headerOf(reply.headers, "etag");
  if (wanted !== undefined)
    return (
      etag !== undefined &&
      (wanted.trim() === "*" || wanted.split(",").some((tag) => weak(tag) === weak(etag)))
    );
  const since = Date.parse(headers["if-modified-since"] ?? "");
  const modified = Date.parse(headerOf(reply.headers, "last-modified") ?? "");
  return modified <= since;
}

function weak(tag: string): string {
  return tag.trim().replace(/^W\//, "");
}
