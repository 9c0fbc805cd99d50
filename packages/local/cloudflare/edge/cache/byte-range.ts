import type { IncomingHttpHeaders } from "node:http";
import { headerOf, withHeader, withoutHeader } from "../http/headers.ts";
import type { EdgeResponse } from "../http/response.ts";

/**
 * One range of a complete body (RFC 9110, 14). Requests for several ranges get the whole body,
 * which is allowed.
 */
export function partOf(headers: IncomingHttpHeaders, response: EdgeResponse): EdgeResponse {
  const match = /^bytes=(\d*)-(\d*)$/.exec(headers.range?.trim() ?? "");
  if (
    !match ||
    response.status !== 200 ||
    !Buffer.isBuffer(response.body) ||
    !isSame(headers["if-range"], response)
  )
    return response;
  const { length } = response.body;
  const [, from = "", to = ""] = match;
  if (from === "" && to === "") return response;
  // Without a start: the last N bytes.
  const start = from === "" ? Math.max(0, length - Number(to)) : Number(from);
  const end = from === "" || to === "" ? length - 1 : Math.min(Number(to), length - 1);
  if (
    start >= length ||
    (to !== "" && from !== "" && Number(to) < start) ||
    (from === "" && Number(to) === 0)
  )
    return unsatisfiable(response, length);
  const content = withHeader(
    withoutHeader(response.headers, "content-length"),
    "Content-Range",
    `bytes ${start}-${end}/${length}`,
  );
  return { status: 206, headers: content, body: response.body.subarray(start, end + 1) };
}

/** If-Range: the range only applies to the body that the client already has in part. */
function isSame(wanted: string | string[] | undefined, response: EdgeResponse): boolean {
  if (wanted === undefined) return true;
  const etag = headerOf(response.headers, "etag");
  return (
    wanted === headerOf(response.headers, "last-modified") ||
    (etag !== undefined && !etag.startsWith("W/") && wanted === etag)
  );
}

function unsatisfiable(response: EdgeResponse, length: number): EdgeResponse {
  const headers = ["content-length", "content-type"].reduce(
    (raw, name) => withoutHeader(raw, name),
    response.headers,
  );
  return {
    status: 416,
    headers: withHeader(headers, "Content-Range", `bytes */${length}`),
    body: Buffer.alloc(0),
  };
}
