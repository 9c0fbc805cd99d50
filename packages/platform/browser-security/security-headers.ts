import { createMiddleware } from "hono/factory";
import { setHeader } from "../request/set-header.ts";
import type { AppEnv } from "../runtime/app-env.ts";
import { hstsFor } from "./hsts.ts";
import { securityHeaders } from "./security-header-table.ts";

/**
 * Sets the security headers on every response except WebSocket upgrades, whose headers cannot be
 * changed, and Strict-Transport-Security from `STRICT_TRANSPORT_SECURITY`. A page may set its own
 * policy.
 */
export const secureHeaders = createMiddleware<AppEnv>(async function secureHeaders(c, next) {
  await next();
  if (c.res.status === 101) return;
  const own = c.res.headers.get("Content-Security-Policy");
  for (const [name, value] of Object.entries(securityHeaders)) setHeader(c, name, value);
  if (own !== null) setHeader(c, "Content-Security-Policy", own);
  const hsts = hstsFor(c.req.url, c.env.settings.STRICT_TRANSPORT_SECURITY);
  if (hsts !== undefined) setHeader(c, "Strict-Transport-Security", hsts);
});
