import { createRoute, OpenAPIHono } from "@hono/zod-openapi";
import { claimsOf } from "@seaworthy/platform/auth/signed-in";
import { allowsOrigin } from "@seaworthy/platform/browser-security/cors-rule";
import { AppError } from "@seaworthy/platform/errors/errors";
import { opened, upgradeOf } from "@seaworthy/platform/live/live-subscriber";
import { tokenFromProtocol } from "@seaworthy/platform/live/token-protocol";
import { configurationOf } from "@seaworthy/platform/modules/own";
import { problems, refuseInvalid } from "@seaworthy/platform/request/validation";
import type { AppContext, AppEnv } from "@seaworthy/platform/runtime/app-env";
import { type TablesScope, tables } from "../module.ts";
import { type Member, memberHeader } from "../object/session.ts";
import { openTable } from "../table.ts";
import { reads } from "./guards.ts";
import { tableId } from "./schemas.ts";

const live = createRoute({
  method: "get",
  path: "/rest/tables/{id}/live",
  summary: "Live subscriptions and writes, over WebSocket (subprotocol `seaworthy.tables.v1`)",
  ...reads,
  middleware: [tokenFromProtocol, ...reads.middleware] as const,
  request: { params: tableId },
  responses: {
    101: { description: "WebSocket; the module's page describes its messages" },
    ...problems(400, 401, 403, 404, 426, 429, 503, 504),
  },
});

/** A table's WebSocket. */
export function liveRoutes(): OpenAPIHono<AppEnv> {
  const routes = new OpenAPIHono<AppEnv>({ defaultHook: refuseInvalid });
  routes.openapi(live, async (c) => openLive(c, c.req.valid("param").id));
  return routes;
}

/** Another origin's page could open a socket as its visitor: CORS does not cover WebSockets. */
async function openLive(c: AppContext, id: string): Promise<Response> {
  const origin = c.req.header("origin");
  if (origin !== undefined && !allowsOrigin(c.var.bindings.CORS_ORIGINS, origin))
    throw new AppError("FORBIDDEN", "This origin is not allowed to subscribe.");
  const limits = configurationOf(tables, c.var.bindings).live;
  const upgrade = await upgradeOf(c, { ...limits, perAddress: limits.perUser });
  const { member, table } = await openTable(c, id);
  const claims = claimsOf(c);
  const key = c.get("apiKey");
  const about: Member = {
    userId: claims.sub,
    role: member.role,
    mayWrite: key === undefined || key.scopes.includes("tables:write" satisfies TablesScope),
    validUntil: claims.exp * 1000,
  };
  // Overwrites whatever the client sent. Tokens never enter the object.
  const headers = new Headers(upgrade.headers);
  headers.set(memberHeader, JSON.stringify(about));
  for (const name of ["authorization", "x-api-key", "cookie"]) headers.delete(name);
  if (headers.has("sec-websocket-protocol")) headers.set("sec-websocket-protocol", "offered");
  return opened(await table.fetch(new Request(upgrade, { headers })));
}
