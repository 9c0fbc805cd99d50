import type { TlsRange } from "./listeners.ts";
import { type Reply, withHeader } from "./reply.ts";
import type { Visit } from "./visit.ts";

/** What zone settings make of a request before any rule, and of every reply. */
export interface ZoneBehaviour {
  readonly tls: TlsRange;
  readonly cacheBypassed: (nowMs: number) => boolean;
  /** The redirect of `always_use_https`. */
  redirect(visit: Visit): Reply | undefined;
  finish(visit: Visit, reply: Reply): Reply;
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

export function zoneBehaviour(settings: Readonly<Record<string, unknown>>, httpsPort: number): ZoneBehaviour {
  const minVersion = tlsVersions[String(settings.min_tls_version ?? "1.0")] ?? "TLSv1";
  const maxVersion = settings.tls_1_3 === "off" ? "TLSv1.2" : "TLSv1.3";
  // Version 1.3 as the lowest with 1.3 switched off: Cloudflare then serves what is left.
  const tooNew = minVersion > maxVersion;
  const development = settings.development_mode as { since: string } | undefined;
  const strict = (settings.security_header as SecurityHeader | undefined)?.strict_transport_security;
  return {
    tls: { minVersion: tooNew ? maxVersion : minVersion, maxVersion },
    cacheBypassed: (nowMs) => development !== undefined && nowMs - Date.parse(development.since) < developmentModeMs,
    redirect: (visit) => (settings.always_use_https === "on" && visit.scheme === "http" ? toHttps(visit, httpsPort) : undefined),
    finish: (visit, reply) => (strict?.enabled && visit.scheme === "https" ? secured(reply, strict) : reply),
  };
}

/** Cloudflare answers 301; the port is that of the local TLS listener. */
function toHttps(visit: Visit, httpsPort: number): Reply {
  const location = `https://${visit.hostname}:${httpsPort}${visit.target}`;
  return { status: 301, headers: ["Location", location, "Cache-Control", "max-age=3600"], body: Buffer.alloc(0) };
}

function secured(reply: Reply, strict: NonNullable<SecurityHeader["strict_transport_security"]>): Reply {
  const value = [
    `max-age=${strict.max_age ?? 0}`,
    ...(strict.include_subdomains ? ["includeSubDomains"] : []),
    ...(strict.preload ? ["preload"] : []),
  ].join("; ");
  const headers = withHeader(reply.headers, "Strict-Transport-Security", value);
  return { ...reply, headers: strict.nosniff ? withHeader(headers, "X-Content-Type-Options", "nosniff") : headers };
}
