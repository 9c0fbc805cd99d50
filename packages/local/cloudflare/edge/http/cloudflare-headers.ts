import { headerText, type RawHeaders } from "./headers.ts";
import { colo, type EdgeRequest } from "./request.ts";

/** Hop-by-hop headers (RFC 9110, 7.6.1). */
const hopByHop = new Set([
  "connection",
  // Already answered by this server.
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
 * Headers that Cloudflare sets itself: a client's own copy is never forwarded, so a Worker can
 * trust these.
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

/** Neither forwarded nor trusted: `x-forwarded-for` and `host` are rewritten. */
const neverForwarded = new Set([...hopByHop, ...owned, "x-forwarded-for", "host"]);

/**
 * The headers for the Worker: the client's, without hop-by-hop headers and those it may not set,
 * plus Cloudflare's.
 */
export function requestHeaders(request: EdgeRequest): RawHeaders {
  const { ray, clientAddress, country, scheme, received } = request;
  const dropped = alsoNamed(received.headers.connection, neverForwarded);
  const kept = filterRaw(request.rawHeaders, (name) => !dropped.has(name));
  const before = headerText(received.headers["x-forwarded-for"]);
  kept.push(
    "Host",
    request.hostHeader ?? request.authority,
    "CF-Connecting-IP",
    clientAddress,
    "CF-IPCountry",
    country,
    "CF-Ray",
    ray,
  );
  kept.push(
    "CF-Visitor",
    scheme === "https" ? '{"scheme":"https"}' : '{"scheme":"http"}',
    "CDN-Loop",
    "cloudflare; loops=1",
  );
  kept.push(
    "X-Forwarded-For",
    before === "" ? clientAddress : `${before}, ${clientAddress}`,
    "X-Forwarded-Proto",
    scheme,
  );
  kept.push("X-Real-IP", clientAddress, "MF-CF-Blob", cfBlob(request));
  return kept;
}

/** Headers of a Worker's response that the client does not get. */
const neverAnswered = new Set([...hopByHop, "cf-ray", "server"]);

/** The Worker's headers for the client. */
export function responseHeaders(
  raw: readonly string[],
  connection: string | undefined,
): RawHeaders {
  const dropped = alsoNamed(connection, neverAnswered);
  return filterRaw(raw, (name) => !dropped.has(name));
}

/** Connection names more hop-by-hop headers. */
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

/** `request.cf`: the parts that are meaningful locally. */
function cfBlob({ country, httpVersion, received: { tls } }: EdgeRequest): string {
  const secure = tls ? { tlsVersion: tls.protocol, tlsCipher: tls.cipher } : {};
  return JSON.stringify({ colo, country, httpProtocol: httpVersion, ...secure });
}
