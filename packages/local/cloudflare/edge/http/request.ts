import { randomFillSync } from "node:crypto";
import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import type { Http2ServerRequest } from "node:http2";
import type { Readable } from "node:stream";
import type { TLSSocket } from "node:tls";

/** What both server libraries hand over; HTTP/2 by its compatibility class. */
export type Message = IncomingMessage | Http2ServerRequest;

/** One request as the edge sees it: what rules are judged on and what the Worker is told. */
export interface Visit {
  /** Names in lower case. */
  readonly headers: IncomingHttpHeaders;
  /** Name, value, name, value, as sent; without HTTP/2's pseudo headers. */
  readonly rawHeaders: readonly string[];
  readonly body: Readable;
  readonly hasBody: boolean;
  readonly httpVersion: string;
  /** Undefined over plain HTTP. */
  readonly tls: TlsFacts | undefined;
  /** 16 hex digits and the data centre, as in CF-Ray. */
  readonly ray: string;
  readonly scheme: "http" | "https";
  /** The Host header: name and port. */
  readonly host: string;
  readonly hostname: string;
  readonly method: string;
  /** Path and query as sent, or as a rule rewrote them; always begins with `/`. */
  readonly target: string;
  readonly path: string;
  readonly query: string;
  readonly clientIp: string;
  /** What the Worker gets as Host instead, where an origin rule says so. */
  readonly hostHeader?: string;
  /** Two letters; nobody on loopback is anywhere, which Cloudflare writes XX. */
  readonly country: string;
}

export interface TlsFacts {
  readonly protocol: string;
  readonly cipher: string;
}

/** The code of the one data centre; Cloudflare's are IATA airport codes. */
export const colo = "SEA";

/** Undefined when the request has no usable Host or target. */
export function visitOf(message: Message): Visit | undefined {
  const target = originForm(message.url ?? "");
  const host = (
    message.headers.host ??
    (message.headers[":authority"] as string | undefined) ??
    ""
  ).toLowerCase();
  const hostname = hostnameOf(host);
  if (target === undefined || hostname === undefined) return undefined;
  const queryAt = target.indexOf("?");
  const { tls, clientIp } = connectionOf(message);
  return {
    headers: message.headers,
    rawHeaders: message.httpVersionMajor === 2 ? withoutPseudo(message) : message.rawHeaders,
    body: message,
    hasBody: announcesBody(message),
    httpVersion: message.httpVersionMajor === 2 ? "2" : message.httpVersion,
    tls,
    ray: newRay(),
    scheme: tls ? "https" : "http",
    host,
    hostname,
    method: message.method ?? "GET",
    target,
    path: queryAt < 0 ? target : target.slice(0, queryAt),
    query: queryAt < 0 ? "" : target.slice(queryAt + 1),
    clientIp,
    country: "XX",
  };
}

function announcesBody(message: Message): boolean {
  if ("stream" in message) return !message.stream.endAfterHeaders;
  const length = message.headers["content-length"];
  return length === undefined ? message.headers["transfer-encoding"] !== undefined : length !== "0";
}

interface Connection {
  readonly tls: TlsFacts | undefined;
  readonly clientIp: string;
}

/** Looked up once a connection: each of these asks the system or OpenSSL. */
const connections = new WeakMap<object, Connection>();

function connectionOf(message: Message): Connection {
  // HTTP/2 hands out a proxy of the socket; its session is the same object for all streams.
  const key = "stream" in message ? (message.stream.session ?? message) : message.socket;
  const known = connections.get(key);
  if (known) return known;
  const socket = message.socket as Partial<TLSSocket>;
  const encrypted = socket.encrypted === true;
  const connection = {
    tls: encrypted
      ? { protocol: socket.getProtocol?.() ?? "", cipher: socket.getCipher?.().name ?? "" }
      : undefined,
    clientIp: (socket.remoteAddress ?? "127.0.0.1").replace(/^::ffff:/, ""),
  };
  connections.set(key, connection);
  return connection;
}

/** `request.cf`: the parts that mean something here. */
export function cfBlob(visit: Visit): string {
  const tls = visit.tls ? { tlsVersion: visit.tls.protocol, tlsCipher: visit.tls.cipher } : {};
  return JSON.stringify({
    colo,
    country: visit.country,
    httpProtocol: `HTTP/${visit.httpVersion}`,
    ...tls,
  });
}

let lastHost = { host: "", hostname: undefined as string | undefined };

/** Mostly the same host over and over. */
function hostnameOf(host: string): string | undefined {
  if (lastHost.host !== host)
    lastHost = { host, hostname: /^(\[[0-9a-f:.]+\]|[^:/?#@\s\\]+)(:\d{1,5})?$/.exec(host)?.[1] };
  return lastHost.hostname;
}

const random = Buffer.alloc(8 * 512);
let unused = 0;

/**
 * Random bytes are drawn in bulk: a draw for each request would cost more than all of its rules.
 */
function newRay(): string {
  if (unused === 0) randomFillSync(random);
  const ray = random.toString("hex", unused, unused + 8);
  unused = (unused + 8) % random.length;
  return `${ray}-${colo}`;
}

/**
 * HTTP/2 may split Cookie into several headers; HTTP/1.1, which the Worker is asked by, has one
 * (RFC 9113, 8.2.3).
 */
function withoutPseudo(message: Message): string[] {
  const kept: string[] = [];
  for (let index = 0; index + 1 < message.rawHeaders.length; index += 2) {
    const name = message.rawHeaders[index] ?? "";
    if (!name.startsWith(":") && name !== "cookie")
      kept.push(name, message.rawHeaders[index + 1] ?? "");
  }
  if (message.headers.cookie !== undefined) kept.push("cookie", message.headers.cookie);
  return kept;
}

/** A client may send an absolute URL (as to a proxy); only its path and query count. */
function originForm(target: string): string | undefined {
  if (target.startsWith("/")) return target;
  const absolute = /^https?:\/\/[^/?#]*([^#]*)/i.exec(target);
  if (!absolute) return undefined;
  const rest = absolute[1] ?? "";
  return rest.startsWith("/") ? rest : `/${rest}`;
}
