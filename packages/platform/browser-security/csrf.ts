import { csrf } from "hono/csrf";
import { createMiddleware } from "hono/factory";
import type { AppEnv } from "../runtime/app-env.ts";
import { allowsOrigin } from "./cors-rule.ts";

/**
 * Hono's check of Origin and Sec-Fetch-Site, which lets nothing through that a foreign page can
 * send without CORS being asked. Origins of
 * `CORS_ORIGINS` and the app's own may. What a page cannot send so, JSON for instance, CORS holds
 * back.
 */
const sameOrAllowed = csrf({
  origin: (origin, c) =>
    origin === new URL(c.req.url).origin ||
    allowsOrigin((c.env as AppEnv["Bindings"]).settings.CORS_ORIGINS, origin),
});

/**
 * Where cookies are used, and only there: a request without one has no right that a foreign page
 * could borrow. Throws FORBIDDEN.
 */
export const protectFromCsrf = createMiddleware<AppEnv>(async function protectFromCsrf(c, next) {
  if (c.req.header("cookie") === undefined) return next();
  return sameOrAllowed(c, next);
});
