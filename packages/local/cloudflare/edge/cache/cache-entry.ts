import { PassThrough, type Readable } from "node:stream";
import type { RawHeaders } from "../http/headers.ts";
import { headerOf, withHeader, withoutHeader } from "../http/headers.ts";
import type { EdgeRequest } from "../http/request.ts";
import type { EdgeResponse } from "../http/response.ts";
import { lifetimeOf } from "./cache-policy.ts";
import type { CacheSettings } from "./cache-settings.ts";
import { type CacheEntry, maxEntryBytes } from "./cache-store.ts";
import { looksDeceptive } from "./deception-armor.ts";

/**
 * Cloudflare's names for where a response came from
 * (https://developers.cloudflare.com/cache/concepts/cache-responses/).
 */
export type CacheStatus =
  | "HIT"
  | "MISS"
  | "EXPIRED"
  | "STALE"
  | "REVALIDATED"
  | "UPDATING"
  | "BYPASS"
  | "DYNAMIC";

export function withStatus(response: EdgeResponse, status: CacheStatus): EdgeResponse {
  return { ...response, headers: withHeader(response.headers, "CF-Cache-Status", status) };
}

/** The response as an entry without its body; undefined when it must not be cached. */
export function entryHead(
  { request, settings }: { request: EdgeRequest; settings: CacheSettings | undefined },
  response: EdgeResponse,
  nowMs: number,
): CacheEntry | undefined {
  if (settings?.cache_key?.cache_deception_armor && looksDeceptive(request.path, response))
    return undefined;
  const lifetime = lifetimeOf(response, {
    settings,
    authorized: request.received.headers.authorization !== undefined,
    nowMs,
  });
  if (!lifetime) return undefined;
  const storedAtMs = nowMs - ageOf(response) * 1000;
  const freshUntilMs = storedAtMs + lifetime.freshSeconds * 1000;
  const dropped = ["age", "cf-cache-status", ...(lifetime.ruled ? ["set-cookie"] : [])];
  return {
    status: response.status,
    headers: dropped.reduce(withoutHeader, response.headers),
    body: Buffer.alloc(0),
    bodyBytes: 0,
    url: urlOf(request),
    tags: (headerOf(response.headers, "cache-tag") ?? "")
      .split(",")
      .map((tag) => tag.trim().toLowerCase()),
    storedAtMs,
    freshUntilMs,
    mustRevalidate: lifetime.mustRevalidate,
    staleUntilMs: freshUntilMs + lifetime.staleSeconds * 1000,
    errorUntilMs: freshUntilMs + lifetime.errorSeconds * 1000,
  };
}

/** The entry as a response, with Age once it has been cached for a while. */
export function responseOf(entry: CacheEntry, status: CacheStatus, nowMs: number): EdgeResponse {
  const age = Math.max(0, Math.floor((nowMs - entry.storedAtMs) / 1000));
  const headers = [...entry.headers, "CF-Cache-Status", status];
  if (age > 0 || status === "HIT" || status === "UPDATING" || status === "STALE")
    headers.push("Age", String(age));
  return { status: entry.status, headers, body: entry.body };
}

/** The URL by which a response is purged. */
export function urlOf({ scheme, authority, target }: EdgeRequest): string {
  return `${scheme}://${authority}${target}`;
}

/** Seconds already spent in other caches: the first value of Age, if valid. */
function ageOf({ headers }: EdgeResponse): number {
  const [first = ""] = (headerOf(headers, "age") ?? "").split(",");
  return /^\s*\d+\s*$/.test(first) ? Number(first) : 0;
}

/** Names of the request headers that select between responses to the same URL, in order. */
export function varyNames(entry: CacheEntry): string[] {
  const names = (headerOf(entry.headers, "vary") ?? "")
    .split(",")
    .map((name) => name.trim().toLowerCase());
  return names.filter((name) => name !== "").sort();
}

/**
 * Requests the whole response, whatever range the client asked for, and revalidates a stale one.
 */
export function fillingHeaders(raw: RawHeaders, stale: CacheEntry | undefined): RawHeaders {
  const conditional = [
    "if-none-match",
    "if-modified-since",
    "if-match",
    "if-unmodified-since",
    "if-range",
    "range",
  ];
  const plain = conditional.reduce((headers, name) => withoutHeader(headers, name), raw);
  const etag = stale && headerOf(stale.headers, "etag");
  const modified = stale && headerOf(stale.headers, "last-modified");
  return [
    ...plain,
    ...(etag ? ["If-None-Match", etag] : []),
    ...(modified ? ["If-Modified-Since", modified] : []),
  ];
}

/** A stale response that was revalidated, with the headers of its 304 (RFC 9111, 3.2). */
export function freshened(stale: CacheEntry, response: EdgeResponse): EdgeResponse {
  let headers = stale.headers;
  for (let index = 0; index + 1 < response.headers.length; index += 2) {
    const [name = "", value = ""] = [response.headers[index], response.headers[index + 1]];
    if (name.toLowerCase() !== "content-length") headers = withHeader(headers, name, value);
  }
  return { status: stale.status, headers, body: stale.body };
}

/**
 * Streams the body through and collects it; `done` gets undefined for a body that is too large or
 * cut off. `done` must tolerate a second call.
 */
export function collectBody(
  body: Buffer | Readable,
  done: (body: Buffer | undefined) => void,
): Buffer | Readable {
  if (Buffer.isBuffer(body)) {
    done(body.length <= maxEntryBytes ? body : undefined);
    return body;
  }
  const chunks: Buffer[] = [];
  let bytes = 0;
  body.on("data", (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes <= maxEntryBytes) return void chunks.push(chunk);
    chunks.length = 0;
    done(undefined);
  });
  const passed = new PassThrough();
  // The first call counts: after "end", later events change nothing.
  body.once("end", () => done(bytes <= maxEntryBytes ? Buffer.concat(chunks) : undefined));
  body.once("close", () => done(undefined));
  body.once("error", (cause) => passed.destroy(cause));
  // The client that started it left; the rest is still fetched for those that wait.
  passed.once("close", () => body.resume());
  return body.pipe(passed);
}
