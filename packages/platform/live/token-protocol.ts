import { createMiddleware } from "hono/factory";
import { authenticate } from "../auth/jwt.ts";
import type { AppEnv } from "../runtime/app-env.ts";

/** Precedes the token in a page's list of subprotocols. */
const prefix = "bearer.";

/**
 * Takes a WebSocket upgrade's token from the offered subprotocols: pages cannot set any other
 * header. An Authorization header takes precedence.
 *
 * ```ts
 * new WebSocket(url, ["my-protocol", `bearer.${token}`]);
 * app.get("/rest/live", tokenFromProtocol, signedIn, handler);
 * ```
 */
export const tokenFromProtocol = createMiddleware<AppEnv>(
  async function tokenFromProtocol(c, next) {
    const offered = (c.req.header("sec-websocket-protocol") ?? "")
      .split(",")
      .map((one) => one.trim());
    const token = offered.find((one) => one.startsWith(prefix))?.slice(prefix.length);
    if (token !== undefined && c.req.header("authorization") === undefined) {
      const verified = authenticate(`Bearer ${token}`, c.var.bindings, c.var.services.clock);
      // Callers that await it get the failure; there may be none.
      verified.catch(() => undefined);
      c.set("tokenClaims", verified);
    }
    await next();
  },
);
