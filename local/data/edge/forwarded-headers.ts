import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { cfBlob, type Visit } from "./visit.ts";

/** A header list in wire form: name, value, name, value. */
export type RawHeaders = string[];

/** Between two hops only (RFC 9110, 7.6.1). */
const hopByHop = new Set([
  "connection",
  // Answered by this server already.
  "expect",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/** What Cloudflare sets itself: a client's own copy is never passed on, so that a Worker may trust these. */
const owned = new Set([
  "cf-connecting-ip",
  "cf-connecting-ipv6",
  "cf-pseudo-ipv4",
  "cf-connecting-o2o",
  "cf-ipcountry",
  "cf-ray",
  "cf-visitor",
  "cf-worker",
  "cf-ew-via",
  "true-client-ip",
  "x-real-ip",
  "x-forwarded-proto",
  "cdn-loop",
  // The runtime's own channel for request.cf and friends.
  "mf-cf-blob",
  "mf-route-override",
  "mf-original-url",
  "mf-custom-service",
  "mf-disable-pretty-error",
]);

/** The headers for the Worker: the client's, without what only concerned its connection or what it may not say, and Cloudflare's. */
export function requestHeaders(visit: Visit): RawHeaders {
  const dropped = droppedNames(visit.message.headers);
  const kept = filterRaw(
    visit.message.rawHeaders,
    (name) => !dropped.has(name) && !owned.has(name) && name !== "x-forwarded-for" && name !== "host",
  );
  const forwarded = [headerText(visit.message.headers["x-forwarded-for"]), visit.clientIp].filter((part) => part !== "").join(", ");
  return [
    "Host",
    visit.host,
    ...kept,
    ...["CF-Connecting-IP", visit.clientIp, "CF-IPCountry", visit.country, "CF-Ray", visit.ray],
    ...["CF-Visitor", JSON.stringify({ scheme: visit.scheme }), "CDN-Loop", "cloudflare; loops=1"],
    ...["X-Forwarded-For", forwarded, "X-Forwarded-Proto", visit.scheme, "X-Real-IP", visit.clientIp],
    ...["MF-CF-Blob", cfBlob(visit)],
  ];
}

/** The Worker's headers for the client. */
export function responseHeaders(message: IncomingMessage): RawHeaders {
  const dropped = droppedNames(message.headers);
  return filterRaw(message.rawHeaders, (name) => !dropped.has(name) && name !== "cf-ray" && name !== "server");
}

function droppedNames(headers: IncomingHttpHeaders): Set<string> {
  const named = headerText(headers.connection)
    .split(",")
    .map((name) => name.trim().toLowerCase());
  return new Set([...hopByHop, ...named]);
}

function filterRaw(raw: readonly string[], keep: (lowerCaseName: string) => boolean): RawHeaders {
  const kept: RawHeaders = [];
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const [name = "", value = ""] = [raw[index], raw[index + 1]];
    if (keep(name.toLowerCase())) kept.push(name, value);
  }
  return kept;
}

export function headerText(value: string | string[] | undefined): string {
  return Array.isArray(value) ? value.join(", ") : (value ?? "");
}
