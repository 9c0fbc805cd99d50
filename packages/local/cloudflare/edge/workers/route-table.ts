import type { EdgeState, RouteState } from "../state.ts";

/**
 * Cloudflare's route patterns: `[scheme://]host/path`, with `*` at the start of the host and at the
 * end of the path. The most specific match wins; a route without a script keeps requests away from
 * Workers (https://developers.cloudflare.com/workers/configuration/routing/routes/).
 */
export interface RoutePattern {
  readonly scheme: "http" | "https" | undefined;
  readonly host: string;
  /** True for `*.example.com` and `*example.com`: hosts with this suffix. */
  readonly hostIsSuffix: boolean;
  readonly path: string;
  readonly pathIsPrefix: boolean;
}

/** Undefined when the text is not a pattern. */
export function parseRoutePattern(text: string): RoutePattern | undefined {
  const match = /^(?:(https?):\/\/)?(\*?)([a-z0-9.-]+)(\/[^*?#\s]*)?(\*?)$/i.exec(text);
  if (!match) return undefined;
  const [, scheme, star, host = "", path, end] = match;
  return {
    scheme: scheme?.toLowerCase() as RoutePattern["scheme"],
    host: host.toLowerCase(),
    hostIsSuffix: star === "*",
    path: path ?? "/",
    pathIsPrefix: end === "*",
  };
}

export interface RouteTable {
  /**
   * The script of the most specific matching route; undefined when none matches or it has no
   * script.
   */
  find(scheme: "http" | "https", hostname: string, path: string): string | undefined;
}

/** Custom domains apply where no route matches. */
export function createRouteTable(
  routes: readonly RouteState[],
  domains: EdgeState["domains"] = [],
): RouteTable {
  const byDomain = new Map(domains.map(({ hostname, script }) => [hostname, script]));
  const parsed = routes.flatMap(({ pattern, script }) => {
    const route = parseRoutePattern(pattern);
    return route ? [{ route, script }] : [];
  });
  parsed.sort((a, b) => compareSpecificity(a.route, b.route));
  return {
    find: (scheme, hostname, path) => {
      const found = parsed.find(({ route }) => matches(route, scheme, hostname, path));
      return found ? found.script : byDomain.get(hostname);
    },
  };
}

function matches(route: RoutePattern, scheme: string, hostname: string, path: string): boolean {
  if (route.scheme !== undefined && route.scheme !== scheme) return false;
  if (route.hostIsSuffix ? !hostname.endsWith(route.host) : hostname !== route.host) return false;
  return route.pathIsPrefix ? path.startsWith(route.path) : path === route.path;
}

/**
 * Exact hosts before suffixes, longer hosts first; then exact paths, longer paths; then patterns
 * with a scheme.
 */
function compareSpecificity(a: RoutePattern, b: RoutePattern): number {
  return (
    Number(a.hostIsSuffix) - Number(b.hostIsSuffix) ||
    b.host.length - a.host.length ||
    Number(a.pathIsPrefix) - Number(b.pathIsPrefix) ||
    b.path.length - a.path.length ||
    Number(a.scheme === undefined) - Number(b.scheme === undefined)
  );
}
