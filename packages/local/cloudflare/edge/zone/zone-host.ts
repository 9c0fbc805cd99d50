import type { Phase } from "../compose.ts";
import { errorResponse } from "../http/response.ts";

/** Rejects requests for hosts other than the zone and its subdomains. */
export function requireZoneHost(zoneName: string): Phase {
  return (request, next) => {
    const { host } = request;
    if (host === zoneName || host.endsWith(`.${zoneName}`)) return next();
    const isAddress = /^[\d.]+$|^\[/.test(host);
    return errorResponse(isAddress ? "directAddress" : "unknownHost", request);
  };
}
