import { cfBlob, type Visit } from "./request.ts";

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

/**
 * What Cloudflare sets itself: a client's own copy is never passed on, so that a Worker may trust
 * these.
 */
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

/** Neither passed on nor believed: `x-forwarded-for` and `host` are written anew. */
const neverForwarded = new Set([...hopByHop, ...owned, "x-forwarded-for", "host"]);

/**
 * The headers for the Worker: the client's, without what only concerned its connection or what it
 * may not say, and Cloudflare's.
 */
export function requestHeaders(visit: Visit): RawHeaders {
  const dropped = alsoNamed(visit.headers.connection, neverForwarded);
  const kept = filterRaw(visit.rawHeaders, (name) => !dropped.has(name));
  const before = headerText(visit.headers["x-forwarded-for"]);
  kept.push(
    "Host",
    visit.hostHeader ?? visit.host,
    "CF-Connecting-IP",
    visit.clientIp,
    "CF-IPCountry",
    visit.country,
    "CF-Ray",
    visit.ray,
  );
  kept.push(
    "CF-Visitor",
    visit.scheme === "https" ? '{"scheme":"https"}' : '{"scheme":"http"}',
    "CDN-Loop",
    "cloudflare; loops=1",
  );
  kept.push(
    "X-Forwarded-For",
    before === "" ? visit.clientIp : `${before}, ${visit.clientIp}`,
    "X-Forwarded-Proto",
    visit.scheme,
  );
  kept.push("X-Real-IP", visit.clientIp, "MF-CF-Blob", cfBlob(visit));
  return kept;
}

/** What of a Worker's answer is not for the client. */
const neverAnswered = new Set([...hopByHop, "cf-ray", "server"]);

/** The Worker's headers for the client. */
export function responseHeaders(
  raw: readonly string[],
  connection: string | undefined,
): RawHeaders {
  const dropped = alsoNamed(connection, neverAnswered);
  return filterRaw(raw, (name) => !dropped.has(name));
}

/** Connection names further headers that are for one hop only. */
function alsoNamed(
  connection: string | undefined,
  names: ReadonlySet<string>,
): ReadonlySet<string> {
  if (connection === undefined || /^(keep-alive|close)$/i.test(connection)) return names;
  return new Set([...names, ...connection.split(",").map((name) => name.trim().toLowerCase())]);
}

function filterRaw(raw: readonly string[], keep: (lowerCaseName: string) => boolean): RawHeaders {
  const kept: RawHeaders = [];
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const name = raw[index] ?? "";
    if (keep(name.toLowerCase())) kept.push(name, raw[index + 1] ?? "");
  }
  return kept;
}

export function headerText(value: string | string[] | undefined): string {
  return Array.isArray(value) ? value.join(", ") : (value ?? "");
}
