import type { Next, Phase } from "../compose.ts";
import { headerOf, withHeader, withoutHeader } from "../http/headers.ts";
import type { EdgeRequest } from "../http/request.ts";
import type { EdgeResponse } from "../http/response.ts";
import type { EdgeState } from "../state.ts";
import type { Cache } from "./cache.ts";
import { responseDirectives, seconds } from "./cache-control.ts";
import { withStatus } from "./cache-entry.ts";
import { type CacheSettings, createCacheSettings } from "./cache-settings.ts";

/** Development mode expires after three hours. */
const developmentModeMs = 3 * 3_600_000;

/** The default of a new zone: 4 hours. */
const defaultBrowserTtlSeconds = 14_400;

/** The zone's cache settings. */
interface ZoneCache {
  readonly cache: Cache;
  readonly bypassed: () => boolean;
  /**
   * Minimum time for which browsers may keep what the cache served. 0 leaves that to the Worker.
   */
  readonly browserTtlSeconds: number;
}

/**
 * Cache rules (`http_request_cache_settings`) and the cache itself. It is used where a rule makes
 * the request eligible or the Worker's version has caching on. Cloudflare runs the first behind the
 * Worker, for its fetches; the second in front of it, as here.
 */
export function createCachePhase(
  { rulesets, settings }: EdgeState,
  { cache, now }: { readonly cache: Cache; readonly now: () => number },
): Phase {
  const settingsOf = createCacheSettings(rulesets.http_request_cache_settings);
  const development = settings.development_mode as { since: string } | undefined;
  const zone: ZoneCache = {
    cache,
    bypassed: () =>
      development !== undefined && now() - Date.parse(development.since) < developmentModeMs,
    browserTtlSeconds: Number(settings.browser_cache_ttl ?? defaultBrowserTtlSeconds),
  };
  return async (request, next) => {
    if (request.received.upgrade) return next();
    const ofRequest = settingsOf(request);
    request.keepsStrongEtags = ofRequest?.respect_strong_etags === true;
    return forBrowser(await throughCache(zone, request, ofRequest, next), ofRequest, zone);
  };
}

async function throughCache(
  zone: ZoneCache,
  request: EdgeRequest,
  settings: CacheSettings | undefined,
  next: Next,
): Promise<EdgeResponse> {
  const { headers } = request.received;
  const version = request.version?.version;
  const ruled = settings?.cache === true;
  // As at Cloudflare, HEAD is served from the response to GET.
  const cacheable = request.method === "GET" || request.method === "HEAD";
  if (!cacheable) return invalidating(zone.cache, request, await next());
  if (settings?.cache === undefined && !version?.cacheEnabled)
    return withStatus(await next(), "DYNAMIC");
  const personal = !ruled && (headers.cookie !== undefined || headers.authorization !== undefined);
  if (settings?.cache === false || personal || zone.bypassed())
    return withStatus(await next(), "BYPASS");
  return zone.cache.answer({ request, settings, version: ruled ? "" : (version?.id ?? ""), next });
}

/** Safe methods besides GET and HEAD. */
const safeMethods = new Set(["OPTIONS", "TRACE", "PROPFIND", "REPORT", "SEARCH", "QUERY"]);

function invalidating(cache: Cache, request: EdgeRequest, response: EdgeResponse): EdgeResponse {
  const changed = response.status < 400 && !safeMethods.has(request.method);
  if (changed) cache.invalidate(request);
  return withStatus(response, "DYNAMIC");
}

/**
 * Removes cache tags, which Cloudflare does not show, and sets the browser TTL where the Worker
 * does not control it.
 */
function forBrowser(
  response: EdgeResponse,
  settings: CacheSettings | undefined,
  zone: ZoneCache,
): EdgeResponse {
  const shown =
    headerOf(response.headers, "cache-tag") === undefined
      ? response
      : { ...response, headers: withoutHeader(response.headers, "cache-tag") };
  const status = headerOf(response.headers, "cf-cache-status");
  if (settings?.cache !== true || status === "BYPASS" || status === "DYNAMIC") return shown;
  const value = browserCacheControl(shown, settings, zone.browserTtlSeconds);
  return value === undefined
    ? shown
    : { ...shown, headers: withHeader(shown.headers, "Cache-Control", value) };
}

function browserCacheControl(
  response: EdgeResponse,
  { browser_ttl: ttl }: CacheSettings,
  zoneSeconds: number,
): string | undefined {
  if (ttl?.mode === "bypass") return "no-store, no-cache";
  if (ttl?.mode === "override_origin") return `max-age=${ttl.default ?? 0}`;
  // The zone's setting can extend the Worker's max-age but never shortens it; 0 leaves it
  // unchanged.
  const own = seconds(responseDirectives(response.headers), "max-age") ?? -1;
  return ttl === undefined && zoneSeconds > 0 && own < zoneSeconds
    ? `max-age=${zoneSeconds}`
    : undefined;
}
