import { createMiddleware } from "hono/factory";
import { userSubject } from "../abuse/block-subjects.ts";
import { signedIn } from "../auth/signed-in.ts";
import { AppError } from "../errors/errors.ts";
import type { AppContext, AppEnv } from "../runtime/app-env.ts";
import { type ApiKeyGrant, verifyApiKey } from "./api-keys.ts";

/**
 * Requires an API key in the header `X-API-Key`, with that scope if given, and stores what it
 * grants; the request is made as its owner, as behind `signedIn`. Throws UNAUTHENTICATED,
 * FORBIDDEN.
 *
 * ```ts
 * app.get("/rest/reports", requireApiKey("reports:read"), rateLimit(perKey, byApiKey), handler);
 * ```
 */
export function requireApiKey(scope?: string) {
  return createMiddleware<AppEnv>(async function requireApiKey(c, next) {
    const grant = await verifyApiKey(
      c.var.services.database,
      c.var.bindings,
      c.req.header("x-api-key") ?? "",
    );
    if (grant === undefined) {
      throw new AppError("UNAUTHENTICATED", "Send a valid API key as `X-API-Key`.", {
        headers: { "WWW-Authenticate": "ApiKey" },
      });
    }
    c.set("apiKey", grant);
    await c.get("admit")?.(userSubject(grant.ownerId));
    if (scope !== undefined && !grant.scopes.includes(scope))
      throw new AppError("FORBIDDEN", `The API key lacks the scope ${scope}.`);
    c.set("claims", {
      sub: grant.ownerId,
      role: "authenticated",
      exp: Math.floor(Date.parse(grant.expiresAt) / 1000),
    });
    c.header("Cache-Control", "private, no-store");
    c.header("Vary", "X-API-Key", { append: true });
    await next();
  });
}

/**
 * For users and programs: a request with a key needs that scope, any other one a token. Throws like
 * `requireApiKey` and `signedIn`.
 */
export function signedInOrKey(scope: string) {
  const withKey = requireApiKey(scope);
  return createMiddleware<AppEnv>(function signedInOrKey(c, next) {
    return c.req.header("x-api-key") === undefined ? signedIn(c, next) : withKey(c, next);
  });
}

/** What the request's key grants, behind `requireApiKey`. Throws UNAUTHENTICATED elsewhere. */
export function grantOf(c: AppContext): ApiKeyGrant {
  const grant = c.get("apiKey");
  if (grant === undefined) throw new AppError("UNAUTHENTICATED", "Send a valid API key.");
  return grant;
}
