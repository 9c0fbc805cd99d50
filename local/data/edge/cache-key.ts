import type { RuleRequest } from "@seaworthy/rules/index.ts";
import type { CacheKeySettings, CacheSettings, NameList } from "./cache-settings.ts";
import type { Visit } from "./visit.ts";

/** What must be equal for two requests to share an answer: the whole URL, Origin, and what a rule adds or leaves out. */
export function cacheKey(visit: Visit, request: RuleRequest, settings: CacheSettings | undefined, version: string): string {
  const key = settings?.cache_key;
  const header = key?.custom_key?.header;
  const header_ = (name: string) => request.headers.get(name.toLowerCase()) ?? null;
  return JSON.stringify([
    version,
    visit.scheme,
    visit.host,
    visit.path,
    queryPart(visit.query, key),
    header?.exclude_origin ? null : header_("origin"),
    (header?.include ?? []).map(header_),
    (header?.check_presence ?? []).map((name) => header_(name) !== null),
    (key?.custom_key?.cookie?.include ?? []).map((name) => cookie(request, name)),
    (key?.custom_key?.cookie?.check_presence ?? []).map((name) => cookie(request, name) !== null),
  ]);
}

/** The values of the headers that an answer's Vary names. */
export function variantKey(names: readonly string[], request: RuleRequest): string {
  return JSON.stringify(names.map((name) => request.headers.get(name) ?? null));
}

function queryPart(query: string, key: CacheKeySettings | undefined): string {
  const rule = key?.custom_key?.query_string;
  const pairs = query === "" ? [] : query.split("&");
  const kept = pairs.filter((pair) => {
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

function cookie(request: RuleRequest, name: string): string | null {
  const pairs = (request.headers.get("cookie") ?? []).join(";").split(";");
  const found = pairs.map((pair) => pair.trim()).find((pair) => pair.startsWith(`${name}=`));
  return found?.slice(name.length + 1) ?? null;
}
