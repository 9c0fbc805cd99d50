import { createMiddleware } from "hono/factory";
import { identityOf } from "../database/database.ts";
import { AppError } from "../errors/errors.ts";
import type { AppEnv } from "../runtime/app-env.ts";
import { claimsOf } from "./signed-in.ts";

/**
 * Requires a signed-in user who is currently an admin: the database is asked each time, because a
 * token outlives a revoked role. Throws UNAUTHENTICATED, FORBIDDEN.
 *
 * ```ts
 * app.get("/rest/admin/reports", signedIn, adminOnly, handler);
 * ```
 */
export const adminOnly = createMiddleware<AppEnv>(async function adminOnly(c, next) {
  const claims = claimsOf(c);
  const [answer] = await c.var.services.database.read(
    identityOf(claims),
    (sql) => sql<{ isAdmin: boolean }[]>`select public.has_role('admin') as "isAdmin"`,
  );
  if (answer?.isAdmin !== true) {
    c.var.log.warn("admin.refused", { userId: claims.sub });
    throw new AppError("FORBIDDEN", "Only admins can do that.");
  }
  await next();
});
