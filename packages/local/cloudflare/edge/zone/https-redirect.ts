import type { Phase } from "../compose.ts";
import type { EdgeResponse } from "../http/response.ts";
import type { EdgeState } from "../state.ts";

export interface EdgePorts {
  readonly httpPort: number;
  readonly httpsPort: number;
}

/** The redirect of `always_use_https`; with `ssl` off, the redirect from HTTPS to HTTP. */
export function createHttpsRedirect(
  { settings }: EdgeState,
  { httpPort, httpsPort }: EdgePorts,
): Phase | undefined {
  if (settings.ssl === "off")
    return ({ scheme, host, target }, next) =>
      scheme === "https" ? moved(`http://${host}:${httpPort}${target}`) : next();
  if (settings.always_use_https !== "on") return undefined;
  return ({ scheme, host, target }, next) =>
    scheme === "http" ? moved(`https://${host}:${httpsPort}${target}`) : next();
}

/** Cloudflare responds with 301; the port is that of the local listener. */
function moved(location: string): EdgeResponse {
  return {
    status: 301,
    headers: ["Location", location, "Cache-Control", "max-age=3600"],
    body: Buffer.alloc(0),
  };
}
