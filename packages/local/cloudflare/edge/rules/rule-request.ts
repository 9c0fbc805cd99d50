import type { RuleRequest } from "@seaworthy/rules-language/index";
import type { RawHeaders } from "../http/cloudflare-headers.ts";
import type { Visit } from "../http/request.ts";
import type { Reply } from "../http/response.ts";
import { normalisePath } from "../zone/normalise-path.ts";

/**
 * The visit in the terms of the Rules language. What costs something is worked out when a rule
 * first asks for it.
 */
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
  readonly rayId: string;
  readonly bodySize: number;
  readonly tlsVersion: string;
  readonly serverPort: number;
  readonly timestampSeconds: number;
  readonly timestampMilliseconds: number;
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
    this.rayId = visit.ray.replace(/-.*/, "");
    this.bodySize = Number(visit.headers["content-length"] ?? 0) || 0;
    this.tlsVersion = visit.tls?.protocol ?? "";
    this.serverPort = visit.scheme === "https" ? 443 : 80;
    this.timestampSeconds = Math.floor(nowMs / 1000);
    this.timestampMilliseconds = Math.floor(nowMs % 1000);
    this.#raw = visit.rawHeaders;
  }

  get headers(): ReadonlyMap<string, readonly string[]> {
    this.#headers ??= groupHeaders(this.#raw);
    return this.#headers;
  }

  /** As they were sent: `http.request.headers.names` keeps their case. */
  get headerNames(): readonly string[] {
    return this.#raw.filter((_part, index) => index % 2 === 0);
  }
}

export function ruleRequest(
  visit: Visit,
  nowMs: number,
  rawPath: string = visit.path,
): RuleRequest {
  return new VisitRequest(visit, nowMs, rawPath);
}

/** The same with the answer, for the phases that see it. */
export function withResponse(request: RuleRequest, reply: Reply): RuleRequest {
  return new AnsweredRequest(request, reply);
}

class Answer {
  readonly status: number;
  readonly #raw: RawHeaders;
  #headers: ReadonlyMap<string, readonly string[]> | undefined;

  constructor(reply: Reply) {
    this.status = reply.status;
    this.#raw = reply.headers;
  }

  get headers(): ReadonlyMap<string, readonly string[]> {
    this.#headers ??= groupHeaders(this.#raw);
    return this.#headers;
  }
}

class AnsweredRequest implements RuleRequest {
  readonly method: string;
  readonly host: string;
  readonly scheme: "http" | "https";
  readonly path: string;
  readonly rawPath: string;
  readonly query: string;
  readonly clientAddress: string;
  readonly country: string;
  readonly httpVersion: string;
  readonly rayId: string;
  readonly bodySize: number;
  readonly tlsVersion: string;
  readonly serverPort: number;
  readonly timestampSeconds: number;
  readonly timestampMilliseconds: number;
  readonly response: Answer;
  readonly #request: RuleRequest;

  constructor(request: RuleRequest, reply: Reply) {
    this.method = request.method;
    this.host = request.host;
    this.scheme = request.scheme;
    this.path = request.path;
    this.rawPath = request.rawPath;
    this.query = request.query;
    this.clientAddress = request.clientAddress;
    this.country = request.country ?? "XX";
    this.httpVersion = request.httpVersion ?? "";
    this.rayId = request.rayId ?? "";
    this.bodySize = request.bodySize ?? 0;
    this.tlsVersion = request.tlsVersion ?? "";
    this.serverPort = request.serverPort ?? 0;
    this.timestampSeconds = request.timestampSeconds ?? 0;
    this.timestampMilliseconds = request.timestampMilliseconds ?? 0;
    this.response = new Answer(reply);
    this.#request = request;
  }

  get headers(): ReadonlyMap<string, readonly string[]> {
    return this.#request.headers;
  }

  get headerNames(): readonly string[] | undefined {
    return this.#request.headerNames;
  }
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
