import type { IncomingMessage } from "node:http";
import { TLSSocket } from "node:tls";
import type { RuleRequest } from "@seaworthy/rules/index.ts";
import type { RawHeaders } from "./forwarded-headers.ts";
import { normalisePath } from "./normalise-path.ts";
import type { Reply } from "./reply.ts";
import type { Visit } from "./visit.ts";

/** The visit in the terms of the Rules language. */
export function ruleRequest(visit: Visit, nowMs: number): RuleRequest {
  const { message } = visit;
  const tlsVersion = message.socket instanceof TLSSocket ? message.socket.getProtocol() : null;
  return {
    method: visit.method,
    host: visit.hostname,
    scheme: visit.scheme,
    path: normalisePath(visit.path),
    rawPath: visit.path,
    query: visit.query,
    headers: headersOf(message),
    clientAddress: visit.clientIp,
    country: visit.country,
    httpVersion: `HTTP/${message.httpVersion}`,
    bodySize: Number(message.headers["content-length"] ?? 0) || 0,
    ...(tlsVersion ? { tlsVersion } : {}),
    serverPort: visit.scheme === "https" ? 443 : 80,
    timestampSeconds: Math.floor(nowMs / 1000),
  };
}

/** The same with the answer, for the phases that see it. */
export function withResponse(request: RuleRequest, reply: Reply): RuleRequest {
  return { ...request, response: { status: reply.status, headers: groupHeaders(reply.headers) } };
}

function headersOf(message: IncomingMessage): ReadonlyMap<string, readonly string[]> {
  return groupHeaders(message.rawHeaders);
}

function groupHeaders(raw: RawHeaders): ReadonlyMap<string, readonly string[]> {
  const grouped = new Map<string, string[]>();
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const name = (raw[index] ?? "").toLowerCase();
    const values = grouped.get(name);
    if (values) values.push(raw[index + 1] ?? "");
    else grouped.set(name, [raw[index + 1] ?? ""]);
  }
  return grouped;
}
