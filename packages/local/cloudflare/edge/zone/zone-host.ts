import type { Phase } from "../compose.ts";
import { errorResponse } from "../http/response.ts";

/** Refuses requests for another host than the zone and names below it. */
export function requireZoneHost(zoneName: string): Phase {
  return (request, next) => {
    const { host } = request;
    if (host === zoneName || host.endsWith(`.${zoneName}`)) return next();
    const isAddress = /^[\d.]+$|^\[/.test(host);
    return errorResponse(isAddress ? "directAddress" : "unknownHost", request);
  };
}
