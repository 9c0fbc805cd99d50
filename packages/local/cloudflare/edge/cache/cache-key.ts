import type { RuleRequest } from "@seaworthy/rules-language/index";
import type { EdgeRequest } from "../http/request.ts";
import type { CacheKeySettings, CacheSettings, NameList } from "./cache-settings.ts";

/**
 * What must be equal for two requests to share a response: the whole URL, Origin, and what a rule
 * adds or removes.
 */
export function cacheKey(
  request: EdgeRequest,
  settings: CacheSettings | undefined,
  version: string,
): string {
  const key = settings?.cache_key;
  const origin = key?.custom_key?.header?.exclude_origin
    ? undefined
    : request.received.headers.origin;
  // None of these parts contains a space.
  const place = `${version} ${request.scheme}://${request.authority}${request.path}?${queryPart(request.query, key)} ${origin ?? ""}`;
  return key?.custom_key || key?.cache_by_device_type
    ? `${place} ${JSON.stringify(customParts(request, key))}`
    : place;
}

function customParts(
  request: EdgeRequest,
  { custom_key: custom = {}, cache_by_device_type }: CacheKeySettings,
): unknown[] {
  const { header, cookie, user } = custom;
  const values = (name: string) => request.headers.get(name.toLowerCase()) ?? null;
  return [
    (header?.include ?? []).map(values),
    (header?.check_presence ?? []).map((name) => values(name) !== null),
    Object.entries(header?.contains ?? {}).map(([name, texts]) =>
      texts.filter((text) => values(name)?.some((value) => value.includes(text))),
    ),
    (cookie?.include ?? []).map((name) => cookieOf(request, name)),
    (cookie?.check_presence ?? []).map((name) => cookieOf(request, name) !== null),
    cache_by_device_type || user?.device_type
      ? deviceType(request.received.headers["user-agent"] ?? "")
      : null,
    user?.geo ? request.country : null,
    user?.lang ? (request.received.headers["accept-language"] ?? "").split(/[,;]/)[0] : null,
  ];
}

/**
 * The values of the headers that a response's Vary names. For Accept-Encoding, only which encodings
 * the client supports.
 */
export function variantKey(names: readonly string[], request: RuleRequest): string {
  return JSON.stringify(
    names.map((name) =>
      name === "accept-encoding" ? encodings(request) : (request.headers.get(name) ?? null),
    ),
  );
}

function encodings(request: RuleRequest): string[] {
  const accepted = (request.headers.get("accept-encoding") ?? []).join(",").toLowerCase();
  return ["br", "gzip", "zstd"].filter((name) =>
    new RegExp(`\\b${name}\\b(?!\\s*;\\s*q=0(\\.0*)?\\s*(,|$))`).test(accepted),
  );
}

/**
 * Cloudflare's three device types
 * (https://developers.cloudflare.com/cache/how-to/cache-rules/settings/#cache-key).
 */
function deviceType(agent: string): "tablet" | "mobile" | "desktop" {
  if (/iPad|Android(?!.*Mobile)|Tablet|Kindle|Silk/i.test(agent)) return "tablet";
  return /Mobile|iPhone|iPod|Android|BlackBerry|Opera Mini/i.test(agent) ? "mobile" : "desktop";
}

function queryPart(query: string, key: CacheKeySettings | undefined): string {
  const rule = key?.custom_key?.query_string;
  if (query === "" || (rule === undefined && !key?.ignore_query_strings_order)) return query;
  const kept = query.split("&").filter((pair) => {
    const name = pair.split("=")[0] ?? "";
    if (rule?.include !== undefined) return names(rule.include, name);
    return rule?.exclude === undefined || !names(rule.exclude, name);
  });
  return (key?.ignore_query_strings_order ? kept.sort() : kept).join("&");
}

function names(list: NameList, name: string): boolean {
  if (list === "*") return true;
  return "all" in list || "list" in list
    ? list.all === true || (list.list ?? []).includes(name)
    : (list as readonly string[]).includes(name);
}

function cookieOf(request: RuleRequest, name: string): string | null {
  const pairs = (request.headers.get("cookie") ?? []).join(";").split(";");
  const found = pairs.map((pair) => pair.trim()).find((pair) => pair.startsWith(`${name}=`));
  return found?.slice(name.length + 1) ?? null;
}
