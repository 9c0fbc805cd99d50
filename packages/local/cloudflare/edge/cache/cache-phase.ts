import type { Ask } from "../ask.ts";
import { headerOf, type Reply, withHeader, withoutHeader } from "../http/response.ts";
import type { PlanOptions } from "../pipeline-options.ts";
import type { Passed } from "../screened.ts";
import type { RuleState } from "../state.ts";
import type { Serving } from "../workers/deployed-workers.ts";
import type { ZoneBehaviour } from "../zone/zone-settings.ts";
import { responseDirectives, seconds } from "./cache-control.ts";
import { withStatus } from "./cache-entry.ts";
import { type CacheSettings, createCacheSettings } from "./cache-settings.ts";

export type ZoneCache = (passed: Passed, serving: Serving, ask: Ask) => Promise<Reply>;

/**
 * Cache rules (`http_request_cache_settings`) and the cache itself. It is asked where a rule made
 * the request eligible, or where the Worker's version has caching on. Cloudflare has the first of
 * these behind the Worker, for what it fetches; the second, like this one, is in front.
 */
export function createZoneCache(
  rules: readonly RuleState[] | undefined,
  zone: ZoneBehaviour,
  options: PlanOptions,
): ZoneCache {
  const settingsOf = createCacheSettings(rules);
  return async (passed, serving, ask) => {
    const settings = settingsOf(passed.request);
    const reply = await throughCache(options, zone, passed, settings, serving, ask);
    return forBrowser(reply, settings, zone);
  };
}

async function throughCache(
  options: PlanOptions,
  zone: ZoneBehaviour,
  { visit, request }: Passed,
  settings: CacheSettings | undefined,
  serving: Serving,
  ask: Ask,
): Promise<Reply> {
  const ruled = settings?.cache === true;
  // A HEAD is answered from what a GET would get, as at Cloudflare.
  const cacheable = visit.method === "GET" || visit.method === "HEAD";
  if (!cacheable || (settings?.cache === undefined && !serving.version.cacheEnabled))
    return withStatus(await ask(), "DYNAMIC");
  const personal =
    !ruled && (visit.headers.cookie !== undefined || visit.headers.authorization !== undefined);
  if (settings?.cache === false || personal || zone.cacheBypassed(options.now()))
    return withStatus(await ask(), "BYPASS");
  return options.cache.answer({
    visit,
    request,
    settings,
    version: ruled ? "" : serving.version.id,
    ask,
  });
}

/**
 * Tags are for purging; Cloudflare does not show them. Then how long the browser may keep it, where
 * that is not the Worker's to say.
 */
function forBrowser(reply: Reply, settings: CacheSettings | undefined, zone: ZoneBehaviour): Reply {
  const shown =
    headerOf(reply.headers, "cache-tag") === undefined
      ? reply
      : { ...reply, headers: withoutHeader(reply.headers, "cache-tag") };
  const status = headerOf(reply.headers, "cf-cache-status");
  if (settings?.cache !== true || status === "BYPASS" || status === "DYNAMIC") return shown;
  const value = browserCacheControl(shown, settings, zone.browserTtlSeconds);
  return value === undefined
    ? shown
    : { ...shown, headers: withHeader(shown.headers, "Cache-Control", value) };
}

function browserCacheControl(
  reply: Reply,
  { browser_ttl: ttl }: CacheSettings,
  zoneSeconds: number,
): string | undefined {
  if (ttl?.mode === "bypass") return "no-store, no-cache";
  if (ttl?.mode === "override_origin") return `max-age=${ttl.default ?? 0}`;
  // The zone's setting lengthens what the Worker says, never shortens it; 0 leaves it alone.
  const own = seconds(responseDirectives(reply.headers), "max-age") ?? -1;
  return ttl === undefined && zoneSeconds > 0 && own < zoneSeconds
    ? `max-age=${zoneSeconds}`
    : undefined;
}
