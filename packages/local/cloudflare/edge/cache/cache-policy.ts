import { headerOf } from "../http/headers.ts";
import type { EdgeResponse } from "../http/response.ts";
import { type Directives, responseDirectives, seconds } from "./cache-control.ts";
import type { CacheSettings } from "./cache-settings.ts";
import { parseHttpDate } from "./http-date.ts";

/** How long a response may be cached. */
export interface Lifetime {
  /** 0: stored, and revalidated each time. */
  readonly freshSeconds: number;
  /** How long after that it is served while a new one is fetched. */
  readonly staleSeconds: number;
  /** How long after that it is served when the Worker fails. */
  readonly errorSeconds: number;
  /** Never served stale, not even while a new one is fetched. */
  readonly mustRevalidate: boolean;
  /**
   * True when a rule decided: the response's Set-Cookie is then dropped instead of preventing
   * caching.
   */
  readonly ruled: boolean;
}

export interface LifetimeContext {
  readonly settings: CacheSettings | undefined;
  /** True when the request carried Authorization. */
  readonly authorized: boolean;
  readonly nowMs: number;
}

/**
 * Cloudflare's defaults for responses without caching headers
 * (https://developers.cloudflare.com/cache/how-to/configure-cache-status-code/).
 */
const defaultSeconds: Readonly<Record<number, number>> = {
  200: 7200,
  301: 7200,
  302: 1200,
  303: 1200,
  404: 180,
  410: 180,
};

/** Statuses that may be stored when the response gives a lifetime. */
const storable = new Set([200, 203, 204, 300, 301, 302, 303, 307, 308, 404, 405, 410, 414, 501]);

/** Undefined when the response must not be stored. */
export function lifetimeOf(response: EdgeResponse, context: LifetimeContext): Lifetime | undefined {
  // A part of the content: the edge asks for the whole, so nothing could complete it.
  if (response.status === 206) return undefined;
  const directives = responseDirectives(response.headers);
  const stale = staleness(directives);
  const ruled = ruledLifetime(response.status, context.settings);
  if (ruled !== undefined)
    return ruled < 0 ? undefined : { freshSeconds: ruled, ...stale, ruled: true };
  if (isPersonal(response, directives, context)) return undefined;
  if (unstorable.some((name) => directives?.has(name))) return undefined;
  const told =
    seconds(directives, "s-maxage") ??
    seconds(directives, "max-age") ??
    untilExpires(response, context.nowMs);
  const fresh = told ?? unspoken(response.status, context.settings);
  if (fresh === undefined || fresh <= 0 || (told !== undefined && !storable.has(response.status)))
    return undefined;
  return { freshSeconds: fresh, ...stale, ruled: false };
}

const unstorable = ["no-store", "private", "no-cache"];

function isPersonal(
  { headers }: EdgeResponse,
  directives: Directives | undefined,
  { authorized }: LifetimeContext,
): boolean {
  const shared = ["public", "s-maxage", "must-revalidate"].some((name) => directives?.has(name));
  if (authorized && !shared) return true;
  const varies = headerOf(headers, "vary")?.includes("*") === true;
  return varies || headerOf(headers, "set-cookie") !== undefined;
}

/**
 * How long after its lifetime it may be served. A directive that forbids stale responses overrides
 * those that allow them (RFC 9111, 4.2.4); s-maxage forbids them when the Worker fails
 * (https://developers.cloudflare.com/cache/concepts/cache-control/#revalidation).
 */
function staleness(
  directives: Directives | undefined,
): Pick<Lifetime, "staleSeconds" | "errorSeconds" | "mustRevalidate"> {
  const mustRevalidate = ["must-revalidate", "proxy-revalidate", "no-cache"].some((name) =>
    directives?.has(name),
  );
  const noErrors = mustRevalidate || directives?.has("s-maxage") === true;
  return {
    mustRevalidate,
    staleSeconds: mustRevalidate ? 0 : (seconds(directives, "stale-while-revalidate") ?? 0),
    errorSeconds: noErrors ? 0 : (seconds(directives, "stale-if-error") ?? 0),
  };
}

/** Below 0: must not be stored. */
function ruledLifetime(status: number, settings: CacheSettings | undefined): number | undefined {
  const byStatus = settings?.edge_ttl?.status_code_ttl?.find(
    ({ status_code, status_code_range: range }) =>
      range ? status >= (range.from ?? 100) && status <= (range.to ?? 999) : status === status_code,
  );
  if (byStatus) return byStatus.value;
  // Error responses are not cached unless a rule names their status.
  const overrides =
    settings?.edge_ttl?.mode === "override_origin" && defaultSeconds[status] !== undefined;
  return overrides ? (settings?.edge_ttl?.default ?? 0) : undefined;
}

/**
 * For responses without caching headers, which are only cached where a rule made the request
 * eligible.
 */
function unspoken(status: number, settings: CacheSettings | undefined): number | undefined {
  if (settings?.cache !== true || settings.edge_ttl?.mode === "bypass_by_default") return undefined;
  return defaultSeconds[status];
}

/** An invalid date counts as past (RFC 9111, 5.3). */
function untilExpires({ headers }: EdgeResponse, nowMs: number): number | undefined {
  const text = headerOf(headers, "expires");
  if (text === undefined) return undefined;
  const expires = parseHttpDate(text);
  const date = parseHttpDate(headerOf(headers, "date") ?? "") ?? nowMs;
  return expires === undefined ? 0 : Math.floor((expires - date) / 1000);
}
