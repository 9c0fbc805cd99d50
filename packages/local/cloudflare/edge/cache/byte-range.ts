import type { IncomingHttpHeaders } from "node:http";
import { headerOf, type Reply, withHeader, withoutHeader } from "../http/response.ts";

/**
 * One part of a body that is there whole (RFC 9110, 14). Several parts at once are answered with
 * the whole, which is allowed.
 */
export function partOf(headers: IncomingHttpHeaders, reply: Reply): Reply {
  const match = /^bytes=(\d*)-(\d*)$/.exec(headers.range?.trim() ?? "");
  if (
    !match ||
    reply.status !== 200 ||
    !Buffer.isBuffer(reply.body) ||
    !isSame(headers["if-range"], reply)
  )
    return reply;
  const { length } = reply.body;
  const [, from = "", to = ""] = match;
  if (from === "" && to === "") return reply;
  // Without a start, the last so many bytes.
  const start = from === "" ? Math.max(0, length - Number(to)) : Number(from);
  const end = from === "" || to === "" ? length - 1 : Math.min(Number(to), length - 1);
  if (
    start >= length ||
    (to !== "" && from !== "" && Number(to) < start) ||
    (from === "" && Number(to) === 0)
  )
    return unsatisfiable(reply, length);
  const content = withHeader(
    withoutHeader(reply.headers, "content-length"),
    "Content-Range",
    `bytes ${start}-${end}/${length}`,
  );
  return { status: 206, headers: content, body: reply.body.subarray(start, end + 1) };
}

/** If-Range: the part is wanted only of the body that the client has begun. */
function isSame(wanted: string | string[] | undefined, reply: Reply): boolean {
  if (wanted === undefined) return true;
  const etag = headerOf(reply.headers, "etag");
  return (
    wanted === headerOf(reply.headers, "last-modified") ||
    (etag !== undefined && !etag.startsWith("W/") && wanted === etag)
  );
}

function unsatisfiable(reply: Reply, length: number): Reply {
  const headers = ["content-length", "content-type"].reduce(
    (raw, name) => withoutHeader(raw, name),
    reply.headers,
  );
  return {
    status: 416,
    headers: withHeader(headers, "Content-Range", `bytes */${length}`),
    body: Buffer.alloc(0),
  };
}
