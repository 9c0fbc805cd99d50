import type { IncomingHttpHeaders } from "node:http";
import { headerOf, withoutHeader } from "../http/headers.ts";
import type { EdgeResponse } from "../http/response.ts";

/**
 * 304 instead of a body that the client already has (RFC 9110, 13). If-None-Match takes precedence
 * over If-Modified-Since.
 */
export function notModified(headers: IncomingHttpHeaders, response: EdgeResponse): EdgeResponse {
  if (headers["if-none-match"] === undefined && headers["if-modified-since"] === undefined)
    return response;
  if (response.status !== 200 || !isCurrent(headers, response)) return response;
  if (!Buffer.isBuffer(response.body)) response.body.resume();
  const kept = ["content-length", "content-encoding"].reduce(
    (raw, name) => withoutHeader(raw, name),
    response.headers,
  );
  return { status: 304, headers: kept, body: Buffer.alloc(0) };
}

function isCurrent(headers: IncomingHttpHeaders, response: EdgeResponse): boolean {
  const wanted = headers["if-none-match"];
  const etag = headerOf(response.headers, "etag");
  if (wanted !== undefined)
    return (
      etag !== undefined &&
      (wanted.trim() === "*" || wanted.split(",").some((tag) => weak(tag) === weak(etag)))
    );
  const since = Date.parse(headers["if-modified-since"] ?? "");
  const modified = Date.parse(headerOf(response.headers, "last-modified") ?? "");
  return modified <= since;
}

function weak(tag: string): string {
  return tag.trim().replace(/^W\//, "");
}
