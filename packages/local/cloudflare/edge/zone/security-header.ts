import type { Phase } from "../compose.ts";
import { withHeader } from "../http/headers.ts";
import type { EdgeResponse } from "../http/response.ts";
import type { EdgeState } from "../state.ts";

interface StrictTransport {
  readonly enabled?: boolean;
  readonly max_age?: number;
  readonly include_subdomains?: boolean;
  readonly preload?: boolean;
  readonly nosniff?: boolean;
}

interface SecurityHeader {
  readonly strict_transport_security?: StrictTransport;
}

/** The zone setting `security_header`: Strict-Transport-Security on every HTTPS response. */
export function createSecurityHeader({ settings }: EdgeState): Phase | undefined {
  const strict = (settings.security_header as SecurityHeader | undefined)
    ?.strict_transport_security;
  if (!strict?.enabled) return undefined;
  return async (request, next) =>
    request.scheme === "https" ? secured(await next(), strict) : next();
}

function secured(response: EdgeResponse, strict: StrictTransport): EdgeResponse {
  const value = [
    `max-age=${strict.max_age ?? 0}`,
    ...(strict.include_subdomains ? ["includeSubDomains"] : []),
    ...(strict.preload ? ["preload"] : []),
  ].join("; ");
  const headers = withHeader(response.headers, "Strict-Transport-Security", value);
  return {
    ...response,
    headers: strict.nosniff ? withHeader(headers, "X-Content-Type-Options", "nosniff") : headers,
  };
}
