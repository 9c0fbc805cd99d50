import { createMiddleware } from "hono/factory";
import { identityOf } from "../database/database.ts";
import { AppError } from "../errors/errors.ts";
import type { AppEnv } from "../runtime/app-env.ts";
import { claimsOf } from "./signed-in.ts";

/**
 * Needs a signed-in user who is an admin now: the database is asked each time, because a token
 * outlives a role that was taken away. Throws UNAUTHENTICATED, FORBIDDEN.
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
