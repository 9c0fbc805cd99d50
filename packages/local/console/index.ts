import { randomBytes } from "node:crypto";
import { type Context, Hono } from "hono";
import { getCookie, setCookie } from "hono/cookie";
import type { CloudContext } from "../kernel/context.ts";
import { sameToken } from "../kernel/tokens.ts";
import type { Vendor } from "../kernel/vendor.ts";
import { type Html, renderEntrance, renderPage } from "./page.ts";
import { readConsole } from "./read-console.ts";
import { securityHeaders } from "./response-headers.ts";
import { cookieName, isSession, sessionValue } from "./session.ts";

/**
 * The local cloud's web page: what runs, where it is, and what happened. It shows no credentials
 * and changes nothing. Opened once with `?token=<admin token>`, which is exchanged for a cookie
 * that gives access to this page only.
 */
export function createConsole(context: CloudContext, vendors: readonly Vendor[]): Hono {
  const app = new Hono();
  app.get("/", async (request) => {
    const token = request.req.query("token");
    if (token !== undefined) return enter(context, request, token);
    if (!isSession(context, getCookie(request, cookieName(context))))
      return send(request, (nonce) => renderEntrance(nonce), 401);
    const view = await readConsole(context, vendors);
    return send(request, (nonce) => renderPage(view, nonce));
  });
  app.onError((thrown, request) => {
    context.log.error("console.failed", { cause: thrown });
    return request.text("The console failed. See: seaworthy logs local cloud", 500);
  });
  return app;
}

function enter(
  context: CloudContext,
  request: Context,
  token: string,
): Response | Promise<Response> {
  if (!sameToken(token, context.tokens.admin))
    return send(
      request,
      (nonce) => renderEntrance(nonce, "That token does not belong to this local cloud."),
      401,
    );
  setCookie(request, cookieName(context), sessionValue(context), {
    httpOnly: true,
    sameSite: "Strict",
    path: request.req.path,
  });
  request.header("Cache-Control", "no-store");
  request.header("Referrer-Policy", "no-referrer");
  return request.redirect(request.req.path, 303);
}

async function send(
  request: Context,
  render: (nonce: string) => Html,
  status: 200 | 401 = 200,
): Promise<Response> {
  const nonce = randomBytes(16).toString("base64");
  const body = await render(nonce);
  return request.html(body, status, { ...securityHeaders(nonce) });
}
