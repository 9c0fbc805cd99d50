import { randomBytes } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { TLSSocket } from "node:tls";

/** One request as the edge sees it: what rules are judged on and what the Worker is told. */
export interface Visit {
  readonly message: IncomingMessage;
  /** 16 hex digits and the data centre, as in CF-Ray. */
  readonly ray: string;
  readonly scheme: "http" | "https";
  /** The Host header: name and port. */
  readonly host: string;
  readonly hostname: string;
  readonly method: string;
  /** Path and query as sent; always begins with `/`. */
  readonly target: string;
  readonly path: string;
  readonly query: string;
  readonly clientIp: string;
  /** Two letters; nobody on loopback is anywhere, which Cloudflare writes XX. */
  readonly country: string;
}

/** The code of the one data centre; Cloudflare's are IATA airport codes. */
export const colo = "SEA";

/** Undefined when the request has no usable Host or target. */
export function visitOf(message: IncomingMessage): Visit | undefined {
  const target = originForm(message.url ?? "");
  const host = message.headers.host?.toLowerCase() ?? "";
  const hostname = /^(\[[0-9a-f:.]+\]|[^:/?#@\s\\]+)(:\d{1,5})?$/.exec(host)?.[1];
  if (target === undefined || hostname === undefined) return undefined;
  const [path = "/", query = ""] = splitOnce(target, "?");
  return {
    message,
    ray: `${randomBytes(8).toString("hex")}-${colo}`,
    scheme: message.socket instanceof TLSSocket ? "https" : "http",
    host,
    hostname,
    method: message.method ?? "GET",
    target,
    path,
    query,
    clientIp: (message.socket.remoteAddress ?? "127.0.0.1").replace(/^::ffff:/, ""),
    country: "XX",
  };
}

/** `request.cf`: the parts that mean something here. */
export function cfBlob(visit: Visit): string {
  const { socket } = visit.message;
  const tls = socket instanceof TLSSocket ? { tlsVersion: socket.getProtocol(), tlsCipher: socket.getCipher().name } : {};
  return JSON.stringify({ colo, country: visit.country, httpProtocol: `HTTP/${visit.message.httpVersion}`, ...tls });
}

/** A client may send an absolute URL (as to a proxy); only its path and query count. */
function originForm(target: string): string | undefined {
  if (target.startsWith("/")) return target;
  const absolute = /^https?:\/\/[^/?#]*([^#]*)/i.exec(target);
  if (!absolute) return undefined;
  const rest = absolute[1] ?? "";
  return rest.startsWith("/") ? rest : `/${rest}`;
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + separator.length)];
}
