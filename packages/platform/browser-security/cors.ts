import { cors } from "hono/cors";
import type { AppContext } from "../runtime/app-env.ts";
import { allowsOrigin } from "./cors-rule.ts";

export interface CorsOptions {
  /**
   * Whether a page may send cookies. Safe with every rule of `CORS_ORIGINS`: `*` is not allowed,
   * and the response names the single origin. Default false.
   */
  readonly credentials?: boolean;
  readonly methods?: readonly string[];
  readonly requestHeaders?: readonly string[];
}

const answerHeaders = [
  "Location",
  "RateLimit",
  "RateLimit-Limit",
  "RateLimit-Policy",
  "RateLimit-Remaining",
  "RateLimit-Reset",
  "Retry-After",
  "X-Request-ID",
];

/**
 * CORS based on `CORS_ORIGINS`. An origin that is not listed gets no Access-Control-Allow-Origin,
 * so browsers do not let it read the response. Responses vary by Origin, and Cloudflare's cache key
 * contains the Origin header, so a cached response is never served to another origin.
 */
export function corsFrom({
  credentials = false,
  methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"],
  requestHeaders = ["Authorization", "Content-Type", "X-API-Key", "X-Request-ID"],
}: CorsOptions = {}) {
  return cors({
    origin: (origin, c: AppContext) =>
      allowsOrigin(c.env.settings.CORS_ORIGINS, origin) ? origin : null,
    credentials,
    allowMethods: [...methods],
    allowHeaders: [...requestHeaders],
    exposeHeaders: answerHeaders,
    maxAge: 600,
  });
}

export const corsFromConfig = corsFrom();
