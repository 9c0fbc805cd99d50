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
import { openTickets } from "./tickets.ts";

/**
 * The local cloud's web page: what runs, where it is, and what happened. It shows no credentials
 * and changes nothing. Opened with `?ticket=`, good once, or with `?token=<admin token>`; each is
 * exchanged for a cookie that gives access to this page only.
 */
export function createConsole(context: CloudContext, vendors: readonly Vendor[]): Hono {
  const app = new Hono();
  const tickets = openTickets(context.clock);
  app.post("/tickets", (request) => {
    const token = request.req.header("authorization")?.replace(/^Bearer /, "");
    return sameToken(token, context.tokens.admin)
      ? request.json({ ticket: tickets.issue() })
      : request.json({ code: "UNAUTHORIZED", message: "Wrong or missing token." }, 401);
  });
  app.get("/", async (request) => {
    const { token, ticket } = request.req.query();
    if (ticket !== undefined)
      return enter(context, request, tickets.use(ticket), "used or expired");
    if (token !== undefined)
      return enter(context, request, sameToken(token, context.tokens.admin), "of another cloud");
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
  isGood: boolean,
  otherwise: string,
): Response | Promise<Response> {
  if (!isGood)
    return send(request, (nonce) => renderEntrance(nonce, `This link is ${otherwise}.`), 401);
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
