import { createMiddleware } from "hono/factory";
import { AppError } from "../errors/errors.ts";
import type { AppContext, AppEnv } from "../runtime/app-env.ts";
import type { Claims } from "./jwt.ts";
import { tokenClaims } from "./token-claims.ts";

/** Requires a valid token and stores its claims. Throws UNAUTHENTICATED, TOKEN_EXPIRED. */
export const signedIn = createMiddleware<AppEnv>(async function signedIn(c, next) {
  const claims = await tokenClaims(c, c.var.services.clock);
  if (claims === undefined) throw missingToken();
  c.set("claims", claims);
  await next();
});

/** The claims of a request behind `signedIn`. Throws UNAUTHENTICATED elsewhere. */
export function claimsOf(c: AppContext): Claims {
  const claims = c.get("claims");
  if (claims === undefined) throw missingToken();
  return claims;
}

function missingToken(): AppError {
  return new AppError("UNAUTHENTICATED", "Send a valid token as `Authorization: Bearer …`.", {
    headers: { "WWW-Authenticate": "Bearer" },
  });
}
