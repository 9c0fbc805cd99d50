import { PassThrough, type Readable } from "node:stream";
import type { RuleRequest } from "@seaworthy/rules/index.ts";
import { lifetimeOf } from "./cache-policy.ts";
import type { CacheSettings } from "./cache-settings.ts";
import { type CacheEntry, cacheLimits } from "./cache-store.ts";
import type { RawHeaders } from "./forwarded-headers.ts";
import { headerOf, type Reply, withHeader, withoutHeader } from "./reply.ts";
import type { Visit } from "./visit.ts";

/** Cloudflare's words for where an answer came from (https://developers.cloudflare.com/cache/concepts/cache-responses/). */
export type CacheStatus = "HIT" | "MISS" | "EXPIRED" | "REVALIDATED" | "UPDATING" | "BYPASS" | "DYNAMIC";

export function withStatus(reply: Reply, status: CacheStatus): Reply {
  return { ...reply, headers: withHeader(reply.headers, "CF-Cache-Status", status) };
}

/** The answer as an entry without its body; undefined when it must not be kept. */
export function entryHead(
  { visit, request, settings }: { visit: Visit; request: RuleRequest; settings: CacheSettings | undefined },
  reply: Reply,
  nowMs: number,
): CacheEntry | undefined {
  const lifetime = lifetimeOf(reply, { settings, authorized: request.headers.has("authorization") });
  if (!lifetime) return undefined;
  const initialAge = Number(headerOf(reply.headers, "age") ?? 0) || 0;
  const storedAtMs = nowMs - initialAge * 1000;
  const freshUntilMs = storedAtMs + lifetime.freshSeconds * 1000;
  const dropped = ["age", "cf-cache-status", ...(lifetime.ruled ? ["set-cookie"] : [])];
  return {
    status: reply.status,
    headers: dropped.reduce(withoutHeader, reply.headers),
    body: Buffer.alloc(0),
    url: `${visit.scheme}://${visit.host}${visit.target}`,
    tags: (headerOf(reply.headers, "cache-tag") ?? "").split(",").map((tag) => tag.trim().toLowerCase()),
    storedAtMs,
    freshUntilMs,
    staleUntilMs: freshUntilMs + lifetime.staleSeconds * 1000,
  };
}

/** The entry as an answer; one that was kept for a while says how old it is. */
export function replyOf(entry: CacheEntry, status: CacheStatus, nowMs: number): Reply {
  const age = Math.max(0, Math.floor((nowMs - entry.storedAtMs) / 1000));
  const kept = status === "HIT" || status === "UPDATING" ? withHeader(entry.headers, "Age", String(age)) : entry.headers;
  return withStatus({ status: entry.status, headers: kept, body: entry.body }, status);
}

/** Names of the request headers that choose between answers to the same URL, in order. */
export function varyNames(entry: CacheEntry): string[] {
  const names = (headerOf(entry.headers, "vary") ?? "").split(",").map((name) => name.trim().toLowerCase());
  return names.filter((name) => name !== "").sort();
}

/** The whole answer is wanted, whatever part the client asked for; a stale one is offered for comparison. */
export function fillingHeaders(raw: RawHeaders, stale: CacheEntry | undefined): RawHeaders {
  const conditional = ["if-none-match", "if-modified-since", "if-match", "if-unmodified-since", "if-range", "range"];
  const plain = conditional.reduce((headers, name) => withoutHeader(headers, name), raw);
  const etag = stale && headerOf(stale.headers, "etag");
  const modified = stale && headerOf(stale.headers, "last-modified");
  return [...plain, ...(etag ? ["If-None-Match", etag] : []), ...(modified ? ["If-Modified-Since", modified] : [])];
}

/** A stale answer that is still right, with the headers of the 304 that said so (RFC 9111, 3.2). */
export function freshened(stale: CacheEntry, reply: Reply): Reply {
  let headers = stale.headers;
  for (let index = 0; index + 1 < reply.headers.length; index += 2) {
    const [name = "", value = ""] = [reply.headers[index], reply.headers[index + 1]];
    if (name.toLowerCase() !== "content-length") headers = withHeader(headers, name, value);
  }
  return { status: stale.status, headers, body: stale.body };
}

/** Passes the body on as it comes and collects it; one that is too large, or cut off, is handed over as undefined. `done` must bear a second call. */
export function collectBody(body: Buffer | Readable, done: (body: Buffer | undefined) => void): Buffer | Readable {
  if (Buffer.isBuffer(body)) {
    done(body.length <= cacheLimits.entryBytes ? body : undefined);
    return body;
  }
  const chunks: Buffer[] = [];
  let bytes = 0;
  body.on("data", (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes <= cacheLimits.entryBytes) return void chunks.push(chunk);
    chunks.length = 0;
    done(undefined);
  });
  const passed = new PassThrough();
  // The first word counts: after "end", the others change nothing.
  body.once("end", () => done(bytes <= cacheLimits.entryBytes ? Buffer.concat(chunks) : undefined));
  body.once("close", () => done(undefined));
  body.once("error", (cause) => passed.destroy(cause));
  // The client that began it left: the rest is still fetched, for those that wait.
  passed.once("close", () => body.resume());
  return body.pipe(passed);
}
