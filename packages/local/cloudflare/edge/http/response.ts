import type { Duplex, Readable } from "node:stream";
import type { RawHeaders } from "./cloudflare-headers.ts";
import { type ErrorPageName, errorPage } from "./error-pages.ts";
import type { Visit } from "./request.ts";

/** An answer to a client, wherever it came from. */
export interface Reply {
  readonly status: number;
  readonly headers: RawHeaders;
  readonly body: Buffer | Readable;
  /** True for the edge's own page where no Worker answered: a stale answer may be better. */
  readonly unreachable?: boolean;
}

/** One of Cloudflare's error pages. `extra` headers come last. */
export function errorReply(
  name: ErrorPageName,
  visit: Visit,
  extra: RawHeaders = [],
  detail?: string,
): Reply {
  const page = errorPage(name, {
    ray: visit.ray,
    accept: visit.headers.accept,
    ...(detail === undefined ? {} : { detail }),
  });
  return {
    status: page.status,
    headers: [...Object.entries(page.headers).flat(), ...extra],
    body: Buffer.from(page.body),
  };
}

export function textReply(
  status: number,
  contentType: string,
  content: string,
  extra: RawHeaders = [],
): Reply {
  return { status, headers: ["Content-Type", contentType, ...extra], body: Buffer.from(content) };
}

/** The first value of a header, by its lower-case name. */
export function headerOf(headers: readonly string[], name: string): string | undefined {
  for (let index = 0; index + 1 < headers.length; index += 2)
    if (isNamed(headers[index], name)) return headers[index + 1];
  return undefined;
}

/** The same list where it has no such header. */
export function withoutHeader(headers: RawHeaders, name: string): RawHeaders {
  if (headerOf(headers, name) === undefined) return headers;
  const kept: RawHeaders = [];
  for (let index = 0; index + 1 < headers.length; index += 2) {
    if (!isNamed(headers[index], name)) kept.push(headers[index] ?? "", headers[index + 1] ?? "");
  }
  return kept;
}

export function withHeader(headers: RawHeaders, name: string, value: string): RawHeaders {
  return [...withoutHeader(headers, name.toLowerCase()), name, value];
}

/** Most names differ in their length already, which spares lower-casing them. */
function isNamed(given: string | undefined, name: string): boolean {
  return (
    given !== undefined &&
    given.length === name.length &&
    (given === name || given.toLowerCase() === name)
  );
}

/** The same for a connection that asked to be upgraded and is refused. */
export function writeRefusal(socket: Duplex, reply: Reply, visit: Visit): void {
  const body = Buffer.isBuffer(reply.body) ? reply.body : Buffer.alloc(0);
  const headers = [
    ...reply.headers,
    "CF-Ray",
    visit.ray,
    "Server",
    "cloudflare",
    "Content-Length",
    String(body.length),
    "Connection",
    "close",
  ];
  const lines = headers.flatMap((name, index) =>
    index % 2 === 0 ? [`${name}: ${headers[index + 1]}`] : [],
  );
  socket.end(
    Buffer.concat([
      Buffer.from(`HTTP/1.1 ${reply.status} Refused\r\n${lines.join("\r\n")}\r\n\r\n`),
      body,
    ]),
  );
}
