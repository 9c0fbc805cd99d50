import type { Phase } from "../compose.ts";
import type { EdgeState } from "../state.ts";
import { type NormalizationType, normalizePath } from "./normalize-path.ts";

/** `/zones/{zone}/url_normalization`. */
export interface UrlNormalization {
  readonly type: NormalizationType;
  /**
   * `incoming`: for rules and Workers. `both`: also for the origin, which is the Worker here.
   * `none`: rules and Workers see what the client sent.
   */
  readonly scope: "incoming" | "both" | "none";
}

/** https://developers.cloudflare.com/rules/normalization/settings/ */
export const defaultUrlNormalization: UrlNormalization = { type: "rfc3986", scope: "incoming" };

/** `http_request_sanitize`: every later phase, and the Worker, sees the normalized URL. */
export function createUrlNormalization({ settings }: EdgeState): Phase | undefined {
  const { type, scope } = (settings.url_normalization ??
    defaultUrlNormalization) as UrlNormalization;
  if (scope === "none") return undefined;
  return (request, next) => {
    request.path = normalizePath(request.path, type);
    return next();
  };
}
