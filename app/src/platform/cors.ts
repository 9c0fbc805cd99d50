import { cors } from "hono/cors";
import type { AppContext } from "./app-env.ts";
import { allowsOrigin } from "./cors-rule.ts";

/**
 * CORS from `CORS_ORIGINS`. An origin that is not listed gets no Access-Control-Allow-Origin, so a browser keeps the answer from it.
 * Answers vary by Origin; Cloudflare's cache key contains the Origin header, so a cached answer is never given to another origin.
 */
export const corsFromConfig = cors({
  origin: (origin, c: AppContext) => (allowsOrigin(c.env.settings.CORS_ORIGINS, origin) ? origin : null),
  allowMethods: ["GET", "HEAD", "POST"],
  allowHeaders: ["Authorization", "Content-Type", "X-Request-ID"],
  exposeHeaders: [
    "Location",
    "RateLimit-Limit",
    "RateLimit-Policy",
    "RateLimit-Remaining",
    "RateLimit-Reset",
    "Retry-After",
    "X-Request-ID",
  ],
  maxAge: 600,
});
