import { createMiddleware } from "hono/factory";
import { authenticate } from "../auth/jwt.ts";
import type { AppEnv } from "../runtime/app-env.ts";

/** Before the token, in the list of subprotocols that a page offers. */
const prefix = "bearer.";

/**
 * Takes the token of a WebSocket upgrade from the subprotocols that are offered: a page can set no
 * other header. Where there is an Authorization header, that one counts.
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
      // Anyone who asks for it gets its failure; nobody may ask.
      verified.catch(() => undefined);
      c.set("tokenClaims", verified);
    }
    await next();
  },
);
