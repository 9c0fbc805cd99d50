/** One item of a bulk redirect list, with the names of Cloudflare's API. */
export interface UrlRedirect {
  /** Host and path; without a scheme it stands for http and https. */
  readonly source_url: string;
  readonly target_url: string;
  readonly status_code: number;
  readonly include_subdomains: boolean;
  readonly subpath_matching: boolean;
  readonly preserve_query_string: boolean;
  readonly preserve_path_suffix: boolean;
}

/** A redirect that applies, and what of the request's path it did not name. */
export interface FoundRedirect {
  readonly redirect: UrlRedirect;
  readonly pathSuffix: string;
}

/** The components of a source URL; undefined when it is not `[http[s]://]host[/path]`. */
export function sourceParts(
  url: string,
): { readonly scheme: string; readonly host: string; readonly path: string } | undefined {
  const [, scheme = "", host, path = ""] =
    /^(?:(https?):\/\/)?([^/?#@:\s*]+)(\/[^?#\s]*)?$/i.exec(url) ?? [];
  return host === undefined
    ? undefined
    : { scheme: scheme.toLowerCase(), host: host.toLowerCase(), path: path === "" ? "/" : path };
}

/** Paths with more slashes are matched exactly only. */
const mostSlashes = 16;

/**
 * Cloudflare's URL matching algorithm (rules/url-forwarding/bulk-redirects/how-it-works): the exact
 * path before its subpaths, the longest first; then the exact host before a longer and a shorter
 * domain; then a redirect with a scheme before one without.
 */
export function redirectFinder(
  redirects: readonly UrlRedirect[],
): (fullUri: string) => FoundRedirect | undefined {
  const bySource = new Map<string, UrlRedirect>();
  for (const redirect of redirects) {
    const parts = sourceParts(redirect.source_url);
    if (parts) bySource.set(keyOf(parts.scheme, parts.host, parts.path), redirect);
  }
  return (fullUri) => {
    const asked = sourceParts(fullUri.split(/[?#]/, 1)[0] ?? "");
    if (!asked || bySource.size === 0) return undefined;
    for (const path of pathsOf(asked.path)) {
      for (const host of domainsOf(asked.host)) {
        for (const scheme of [asked.scheme, ""]) {
          const redirect = bySource.get(keyOf(scheme, host, path));
          const applies =
            redirect &&
            (host === asked.host || redirect.include_subdomains) &&
            (path === asked.path || redirect.subpath_matching);
          if (applies) return { redirect, pathSuffix: asked.path.slice(path.length) };
        }
      }
    }
    return undefined;
  };
}

function keyOf(scheme: string, host: string, path: string): string {
  return `${scheme}://${host}${path}`;
}

/** `/a/b/` first, then `/a/b`, `/a/`, `/a` and `/`. */
function pathsOf(path: string): readonly string[] {
  const slashes = [...path.matchAll(/\//g)].map(({ index }) => index);
  if (slashes.length > mostSlashes) return [path];
  const shorter = slashes.reverse().flatMap((at) => [path.slice(0, at + 1), path.slice(0, at)]);
  return [...new Set([path, ...shorter])].filter((subpath) => subpath !== "");
}

/** `a.b.example`, `b.example` and `example`. */
function domainsOf(host: string): readonly string[] {
  return [host, ...[...host.matchAll(/\./g)].map(({ index }) => host.slice(index + 1))];
}
