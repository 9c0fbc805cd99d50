import { createMiddleware } from "hono/factory";
import { AppError } from "../errors/errors.ts";
import type { AppContext, AppEnv } from "../runtime/app-env.ts";
import { authenticate, type Claims } from "./jwt.ts";

/** Needs a valid token and remembers its claims. Throws UNAUTHENTICATED, TOKEN_EXPIRED. */
export const signedIn = createMiddleware<AppEnv>(async function signedIn(c, next) {
  const authorization = c.req.header("authorization") ?? "";
  c.set("claims", await authenticate(authorization, c.var.bindings, c.var.services.clock));
  await next();
});

/** The claims of a request behind `signedIn`. Throws UNAUTHENTICATED elsewhere. */
export function claimsOf(c: AppContext): Claims {
  const claims = c.get("claims");
  if (claims === undefined) throw new AppError("UNAUTHENTICATED", "Send a valid token.");
  return claims;
}
