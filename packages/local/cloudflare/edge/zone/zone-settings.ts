import type { Visit } from "../http/request.ts";
import { type Reply, withHeader } from "../http/response.ts";
import type { RequestSettings } from "../rules/config-rules.ts";
import type { EdgeState } from "../state.ts";
import type { TlsRange } from "../tls/tls-range.ts";
import { withHttpsLinks } from "./https-links.ts";

/** What zone settings make of a request before any rule, and of every reply. */
export interface ZoneBehaviour {
  readonly tls: TlsRange;
  readonly cacheBypassed: (nowMs: number) => boolean;
  /** How long browsers may keep what the cache served, at least. 0 leaves that to the Worker. */
  readonly browserTtlSeconds: number;
  /** True where everybody is challenged. */
  underAttack(request: RequestSettings): boolean;
  /** The redirect of `always_use_https`, or with `ssl` off the one away from HTTPS. */
  redirect(visit: Visit): Reply | undefined;
  finish(visit: Visit, reply: Reply, request: RequestSettings): Reply;
}

interface SecurityHeader {
  readonly strict_transport_security?: {
    enabled?: boolean;
    max_age?: number;
    include_subdomains?: boolean;
    preload?: boolean;
    nosniff?: boolean;
  };
}

const tlsVersions: Readonly<Record<string, TlsRange["minVersion"]>> = {
  "1.0": "TLSv1",
  "1.1": "TLSv1.1",
  "1.2": "TLSv1.2",
  "1.3": "TLSv1.3",
};

/** Three hours, after which development mode ends by itself. */
const developmentModeMs = 3 * 3_600_000;

export function zoneBehaviour(
  { settings, zoneName }: EdgeState,
  ports: { httpPort: number; httpsPort: number },
): ZoneBehaviour {
  const minVersion = tlsVersions[String(settings.min_tls_version ?? "1.0")] ?? "TLSv1";
  const maxVersion = settings.tls_1_3 === "off" ? "TLSv1.2" : "TLSv1.3";
  // Version 1.3 as the lowest with 1.3 switched off: Cloudflare then serves what is left.
  const tooNew = minVersion > maxVersion;
  const development = settings.development_mode as { since: string } | undefined;
  const strict = (settings.security_header as SecurityHeader | undefined)
    ?.strict_transport_security;
  const rewritesLinks = settings.automatic_https_rewrites !== "off";
  return {
    tls: {
      minVersion: tooNew ? maxVersion : minVersion,
      maxVersion,
      http2: settings.http2 !== "off",
    },
    cacheBypassed: (nowMs) =>
      development !== undefined && nowMs - Date.parse(development.since) < developmentModeMs,
    browserTtlSeconds: Number(settings.browser_cache_ttl ?? defaultBrowserTtlSeconds),
    underAttack: (request) =>
      (request.security_level ?? settings.security_level) === "under_attack",
    redirect: ({ scheme, hostname, target }) => {
      if (settings.ssl === "off")
        return scheme === "https"
          ? moved(`http://${hostname}:${ports.httpPort}${target}`)
          : undefined;
      return settings.always_use_https === "on" && scheme === "http"
        ? moved(`https://${hostname}:${ports.httpsPort}${target}`)
        : undefined;
    },
    finish: (visit, reply, request) => {
      if (visit.scheme !== "https") return reply;
      const shown =
        (request.automatic_https_rewrites ?? rewritesLinks)
          ? withHttpsLinks(reply, visit, zoneName, ports.httpsPort)
          : reply;
      return strict?.enabled ? secured(shown, strict) : shown;
    },
  };
}

/** The default of a new zone: 4 hours. */
const defaultBrowserTtlSeconds = 14_400;

/** Cloudflare answers 301; the port is that of the local listener. */
function moved(location: string): Reply {
  return {
    status: 301,
    headers: ["Location", location, "Cache-Control", "max-age=3600"],
    body: Buffer.alloc(0),
  };
}

function secured(
  reply: Reply,
  strict: NonNullable<SecurityHeader["strict_transport_security"]>,
): Reply {
  const value = [
    `max-age=${strict.max_age ?? 0}`,
    ...(strict.include_subdomains ? ["includeSubDomains"] : []),
    ...(strict.preload ? ["preload"] : []),
  ].join("; ");
  const headers = withHeader(reply.headers, "Strict-Transport-Security", value);
  return {
    ...reply,
    headers: strict.nosniff ? withHeader(headers, "X-Content-Type-Options", "nosniff") : headers,
  };
}
