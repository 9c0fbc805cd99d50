import { headerOf } from "../http/headers.ts";
import type { EdgeResponse } from "../http/response.ts";
import { responseDirectives, seconds } from "./cache-control.ts";
import type { CacheSettings } from "./cache-settings.ts";

/** How long an answer may be kept. */
export interface Lifetime {
  /** 0: kept, and asked about each time. */
  readonly freshSeconds: number;
  /** For so long after that it is served while a new one is fetched. */
  readonly staleSeconds: number;
  /** For so long after that it is served when the Worker fails. */
  readonly errorSeconds: number;
  /**
   * True when a rule decided, and the answer's Set-Cookie is dropped instead of keeping it out of
   * the cache.
   */
  readonly ruled: boolean;
}

export interface LifetimeContext {
  readonly settings: CacheSettings | undefined;
  /** True when the request carried Authorization. */
  readonly authorized: boolean;
}

/**
 * Cloudflare's defaults for answers that say nothing
 * (https://developers.cloudflare.com/cache/how-to/configure-cache-status-code/).
 */
const defaultSeconds: Readonly<Record<number, number>> = {
  200: 7200,
  206: 7200,
  301: 7200,
  302: 1200,
  303: 1200,
  404: 180,
  410: 180,
};

/** Statuses that may be stored at all when the answer says for how long. */
const storable = new Set([200, 203, 204, 300, 301, 302, 303, 307, 308, 404, 405, 410, 414, 501]);

/** Undefined when the answer must not be stored. */
export function lifetimeOf(
  response: EdgeResponse,
  { settings, authorized }: LifetimeContext,
): Lifetime | undefined {
  const directives = responseDirectives(response.headers);
  const staleSeconds = seconds(directives, "stale-while-revalidate") ?? 0;
  const errorSeconds = seconds(directives, "stale-if-error") ?? 0;
  const ruled = ruledLifetime(response.status, settings);
  if (ruled !== undefined)
    return ruled < 0 ? undefined : { freshSeconds: ruled, staleSeconds, errorSeconds, ruled: true };
  const shared =
    directives?.has("public") || directives?.has("s-maxage") || directives?.has("must-revalidate");
  if (authorized && !shared) return undefined;
  if (
    headerOf(response.headers, "set-cookie") !== undefined ||
    headerOf(response.headers, "vary")?.includes("*")
  )
    return undefined;
  if (directives?.has("no-store") || directives?.has("private") || directives?.has("no-cache"))
    return undefined;
  const told =
    seconds(directives, "s-maxage") ?? seconds(directives, "max-age") ?? untilExpires(response);
  const fresh = told ?? unspoken(response.status, settings);
  if (fresh === undefined || fresh <= 0 || (told !== undefined && !storable.has(response.status)))
    return undefined;
  return { freshSeconds: fresh, staleSeconds, errorSeconds, ruled: false };
}

/** Below 0: not to be stored. */
function ruledLifetime(status: number, settings: CacheSettings | undefined): number | undefined {
  const byStatus = settings?.edge_ttl?.status_code_ttl?.find(
    ({ status_code, status_code_range: range }) =>
      range ? status >= (range.from ?? 100) && status <= (range.to ?? 999) : status === status_code,
  );
  if (byStatus) return byStatus.value;
  // Refusals and failures are not kept unless a rule names their status.
  const overrides =
    settings?.edge_ttl?.mode === "override_origin" && defaultSeconds[status] !== undefined;
  return overrides ? (settings?.edge_ttl?.default ?? 0) : undefined;
}

/** For answers without a word about caching: only what a rule made eligible is kept then. */
function unspoken(status: number, settings: CacheSettings | undefined): number | undefined {
  if (settings?.cache !== true || settings.edge_ttl?.mode === "bypass_by_default") return undefined;
  return defaultSeconds[status];
}

function untilExpires(response: EdgeResponse): number | undefined {
  const expires = Date.parse(headerOf(response.headers, "expires") ?? "");
  const date = Date.parse(headerOf(response.headers, "date") ?? "");
  return Number.isNaN(expires)
    ? undefined
    : Math.floor((expires - (Number.isNaN(date) ? Date.now() : date)) / 1000);
}
