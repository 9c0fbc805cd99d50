import { randomFillSync } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Http2ServerRequest } from "node:http2";
import type { Duplex } from "node:stream";
import type { TLSSocket } from "node:tls";
import type { ClientDisconnect } from "./client-disconnect.ts";
import type { ErrorPageName } from "./error-pages.ts";
import { colo, EdgeRequest, type TlsFacts } from "./request.ts";
import { placeOf } from "./request-target.ts";

/** What both server libraries pass to handlers; HTTP/2 through its compatibility class. */
export type Message = IncomingMessage | Http2ServerRequest;

/** Why a request is malformed. */
export interface Malformed {
  readonly malformed: ErrorPageName;
  readonly ray: string;
  readonly accept: string | undefined;
}

export interface ReceiveOptions {
  readonly nowMs: number;
  readonly disconnect: ClientDisconnect;
  readonly zoneName: string;
  readonly upgrade?: { readonly socket: Duplex; readonly head: Buffer };
}

/** Cloudflare rejects these two at its edge. */
const refusedMethods = new Set(["TRACE", "CONNECT"]);

export function receive(message: Message, options: ReceiveOptions): EdgeRequest | Malformed {
  const ray = newRay();
  const place = placeOf(message);
  const malformed =
    isOtherVersion(message) || isOtherCoding(message)
      ? ("badRequest" as const)
      : "problem" in place
        ? place.problem
        : refusedMethods.has(message.method ?? "")
          ? ("methodRefused" as const)
          : undefined;
  if (malformed || "problem" in place)
    return { malformed: malformed ?? "badRequest", ray, accept: message.headers.accept };
  const { tls, clientAddress } = connectionOf(message);
  return new EdgeRequest({
    ...place,
    ...options,
    receivedAtMs: options.nowMs,
    headers: message.headers,
    rawHeaders: "stream" in message ? withoutPseudo(message) : message.rawHeaders,
    body: message,
    hasBody: announcesBody(message),
    httpVersion: "stream" in message ? "2" : message.httpVersion,
    tls,
    ray,
    scheme: tls ? "https" : "http",
    method: message.method ?? "GET",
    clientAddress,
  });
}

/** Node's parser also takes HTTP/0.9 and HTTP/2.0 in a request line. */
function isOtherVersion(message: Message): boolean {
  return !("stream" in message) && message.httpVersion !== "1.1" && message.httpVersion !== "1.0";
}

/** Node unwraps chunks only; the Worker would get the rest as the body's bytes. */
function isOtherCoding({ headers }: Message): boolean {
  const coding = headers["transfer-encoding"];
  return coding !== undefined && coding.trim().toLowerCase() !== "chunked";
}

function announcesBody(message: Message): boolean {
  if ("stream" in message) return !message.stream.endAfterHeaders;
  const length = message.headers["content-length"];
  return length === undefined ? message.headers["transfer-encoding"] !== undefined : length !== "0";
}

interface Connection {
  readonly tls: TlsFacts | undefined;
  readonly clientAddress: string;
}

/** Computed once per connection: each of these calls the system or OpenSSL. */
const connections = new WeakMap<object, Connection>();

function connectionOf(message: Message): Connection {
  // HTTP/2 exposes a proxy of the socket; its session is the same object for all streams.
  const key = "stream" in message ? (message.stream.session ?? message) : message.socket;
  const known = connections.get(key);
  if (known) return known;
  const socket = message.socket as Partial<TLSSocket>;
  const encrypted = socket.encrypted === true;
  const connection = {
    tls: encrypted
      ? { protocol: socket.getProtocol?.() ?? "", cipher: socket.getCipher?.().name ?? "" }
      : undefined,
    clientAddress: (socket.remoteAddress ?? "127.0.0.1").replace(/^::ffff:/, ""),
  };
  connections.set(key, connection);
  return connection;
}

const random = Buffer.alloc(8 * 512);
let unused = 0;

/** Random bytes are drawn in bulk: one draw per request would cost more than all of its rules. */
function newRay(): string {
  if (unused === 0) randomFillSync(random);
  const ray = random.toString("hex", unused, unused + 8);
  unused = (unused + 8) % random.length;
  return `${ray}-${colo}`;
}

/**
 * HTTP/2 may split Cookie into several headers; HTTP/1.1, which the Worker gets, allows one (RFC
 * 9113, 8.2.3).
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
