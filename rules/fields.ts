import type { RuleRequest } from "./request.ts";
import type { Type, Value } from "./types.ts";

export interface FieldDefinition {
  readonly type: Type;
  readonly read: (request: RuleRequest) => Value;
  /** True when it exists only in phases that see the response. */
  readonly response?: true;
}

const text = (read: (request: RuleRequest) => string): FieldDefinition => ({ type: "String", read });
const number = (read: (request: RuleRequest) => number): FieldDefinition => ({ type: "Int", read });
const lists: Type = { map: { array: "String" } };
const header = (name: string) => text((request) => request.headers.get(name)?.join(", ") ?? "");

/** Every field that is known here, with its type as Cloudflare documents it (ruleset-engine/rules-language/fields/reference). */
export const fields: ReadonlyMap<string, FieldDefinition> = new Map<string, FieldDefinition>([
  ["http.host", text((request) => request.host)],
  ["http.cookie", header("cookie")],
  ["http.referer", header("referer")],
  ["http.user_agent", header("user-agent")],
  ["http.x_forwarded_for", header("x-forwarded-for")],
  ["http.request.method", text((request) => request.method)],
  ["http.request.version", text((request) => request.httpVersion ?? "HTTP/1.1")],
  ["http.request.uri", text((request) => withQuery(request.path, request.query))],
  ["http.request.uri.path", text((request) => request.path)],
  ["http.request.uri.path.extension", text((request) => /\.([^./]+)$/.exec(request.path)?.[1]?.toLowerCase() ?? "")],
  ["http.request.uri.query", text((request) => request.query)],
  ["http.request.uri.args", { type: lists, read: (request) => parseArguments(request.query) }],
  ["http.request.uri.args.names", { type: { array: "String" }, read: (request) => [...parseArguments(request.query).keys()] }],
  ["http.request.uri.args.values", { type: { array: "String" }, read: (request) => [...parseArguments(request.query).values()].flat() }],
  ["http.request.full_uri", text((request) => `${request.scheme}://${request.host}${withQuery(request.path, request.query)}`)],
  ["raw.http.request.uri", text((request) => withQuery(request.rawPath, request.query))],
  ["raw.http.request.uri.path", text((request) => request.rawPath)],
  ["raw.http.request.uri.query", text((request) => request.query)],
  ["raw.http.request.full_uri", text((request) => `${request.scheme}://${request.host}${withQuery(request.rawPath, request.query)}`)],
  ["http.request.headers", { type: lists, read: (request) => request.headers }],
  ["http.request.headers.names", { type: { array: "String" }, read: (request) => [...request.headers.keys()] }],
  ["http.request.headers.values", { type: { array: "String" }, read: (request) => [...request.headers.values()].flat() }],
  ["http.request.cookies", { type: lists, read: (request) => parseCookies(request.headers.get("cookie")) }],
  ["http.request.body.size", number((request) => request.bodySize ?? 0)],
  ["http.request.timestamp.sec", number((request) => request.timestampSeconds ?? 0)],
  ["ip.src", { type: "IP", read: (request) => request.clientAddress }],
  ["ip.src.country", text((request) => request.country ?? "XX")],
  ["ip.geoip.country", text((request) => request.country ?? "XX")],
  ["ssl", { type: "Bool", read: (request) => request.scheme === "https" }],
  ["cf.tls_version", text((request) => request.tlsVersion ?? "")],
  ["cf.edge.server_port", number((request) => request.serverPort ?? (request.scheme === "https" ? 443 : 80))],
  ["http.response.code", { ...number((request) => request.response?.status ?? 0), response: true }],
  ["http.response.headers", { type: lists, read: (request) => request.response?.headers, response: true }],
]);

function withQuery(path: string, query: string): string {
  return query === "" ? path : `${path}?${query}`;
}

function parseArguments(query: string): Map<string, string[]> {
  return grouped(query.split("&").filter((pair) => pair !== ""));
}

function parseCookies(headers: readonly string[] | undefined): Map<string, string[]> {
  return grouped(
    (headers ?? [])
      .flatMap((header) => header.split(";"))
      .map((pair) => pair.trim())
      .filter((pair) => pair !== ""),
  );
}

/** `name=value` pairs by name, in order, not decoded: Cloudflare gives them as they were sent. */
function grouped(pairs: readonly string[]): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const pair of pairs) {
    const [name = "", ...value] = pair.split("=");
    groups.set(name, [...(groups.get(name) ?? []), value.join("=")]);
  }
  return groups;
}
