import type { RuleRequest } from "@seaworthy/rules/index.ts";
import type { RawHeaders } from "./forwarded-headers.ts";
import { normalisePath } from "./normalise-path.ts";
import type { Reply } from "./reply.ts";
import type { Visit } from "./visit.ts";

/** The visit in the terms of the Rules language. What costs something is worked out when a rule first asks for it. */
class VisitRequest implements RuleRequest {
  readonly method: string;
  readonly host: string;
  readonly scheme: "http" | "https";
  readonly path: string;
  readonly rawPath: string;
  readonly query: string;
  readonly clientAddress: string;
  readonly country: string;
  readonly httpVersion: string;
  readonly bodySize: number;
  readonly tlsVersion: string;
  readonly serverPort: number;
  readonly timestampSeconds: number;
  readonly #raw: readonly string[];
  #headers: ReadonlyMap<string, readonly string[]> | undefined;

  constructor(visit: Visit, nowMs: number, rawPath: string) {
    this.method = visit.method;
    this.host = visit.hostname;
    this.scheme = visit.scheme;
    // A rule's new path is taken as it is.
    this.path = rawPath === visit.path ? normalisePath(visit.path) : visit.path;
    this.rawPath = rawPath;
    this.query = visit.query;
    this.clientAddress = visit.clientIp;
    this.country = visit.country;
    this.httpVersion = `HTTP/${visit.httpVersion}`;
    this.bodySize = Number(visit.headers["content-length"] ?? 0) || 0;
    this.tlsVersion = visit.tls?.protocol ?? "";
    this.serverPort = visit.scheme === "https" ? 443 : 80;
    this.timestampSeconds = Math.floor(nowMs / 1000);
    this.#raw = visit.rawHeaders;
  }

  get headers(): ReadonlyMap<string, readonly string[]> {
    this.#headers ??= groupHeaders(this.#raw);
    return this.#headers;
  }
}

export function ruleRequest(visit: Visit, nowMs: number, rawPath: string = visit.path): RuleRequest {
  return new VisitRequest(visit, nowMs, rawPath);
}

/** The same with the answer, for the phases that see it. */
export function withResponse(request: RuleRequest, reply: Reply): RuleRequest {
  const { method, host, scheme, path, rawPath, query, clientAddress } = request;
  const { country, httpVersion, bodySize, tlsVersion, serverPort, timestampSeconds } = request as VisitRequest;
  const edge = { country, httpVersion, bodySize, tlsVersion, serverPort, timestampSeconds };
  let headers: ReadonlyMap<string, readonly string[]> | undefined;
  const response = {
    status: reply.status,
    get headers() {
      headers ??= groupHeaders(reply.headers);
      return headers;
    },
  };
  const known = { method, host, scheme, path, rawPath, query, clientAddress, ...edge, response };
  return Object.defineProperty(known as unknown as RuleRequest, "headers", { get: () => request.headers, enumerable: true });
}

function groupHeaders(raw: Readonly<RawHeaders>): ReadonlyMap<string, readonly string[]> {
  const grouped = new Map<string, string[]>();
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const name = (raw[index] ?? "").toLowerCase();
    const values = grouped.get(name);
    if (values) values.push(raw[index + 1] ?? "");
    else grouped.set(name, [raw[index + 1] ?? ""]);
  }
  return grouped;
}
