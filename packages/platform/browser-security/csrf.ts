import { csrf } from "hono/csrf";
import { createMiddleware } from "hono/factory";
import type { AppEnv } from "../runtime/app-env.ts";
import { allowsOrigin } from "./cors-rule.ts";

/**
 * Hono's check of Origin and Sec-Fetch-Site, which rejects everything that a foreign page can send
 * without a CORS preflight. Origins in `CORS_ORIGINS` and the app's own are allowed. Other
 * requests, for example with JSON, are stopped by CORS.
 */
const sameOrAllowed = csrf({
  origin: (origin, c) =>
    origin === new URL(c.req.url).origin ||
    allowsOrigin((c.env as AppEnv["Bindings"]).settings.CORS_ORIGINS, origin),
});

/**
 * Only for requests with cookies: without one, a foreign page has no rights to abuse. Throws
 * FORBIDDEN.
 */
export const protectFromCsrf = createMiddleware<AppEnv>(async function protectFromCsrf(c, next) {
  if (c.req.header("cookie") === undefined) return next();
  return sameOrAllowed(c, next);
});
