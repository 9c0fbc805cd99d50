import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { service } from "@seaworthy/platform/database/database";
import { AppError } from "@seaworthy/platform/errors/errors";
import { problems } from "@seaworthy/platform/request/validation";
import type { AppContext, AppEnv } from "@seaworthy/platform/runtime/app-env";
import { recipientOf, suppress } from "../unsubscribe.ts";
import { askPage, donePage, pagePolicy, style, unknownPage } from "../unsubscribe-page.ts";
import { counted, limitUnsubscribes } from "./limits.ts";

const shared = {
  path: "/unsubscribe/{token}",
  security: [],
  middleware: [limitUnsubscribes, counted],
  request: { params: z.object({ token: z.string() }) },
  responses: {
    200: {
      description: "A page: the question, or the confirmation",
      content: { "text/html": { schema: z.string() } },
    },
    404: {
      description: "A page; the same for every invalid link",
      content: { "text/html": { schema: z.string() } },
    },
    ...problems(429, 503, 504),
  },
};

/** Opened by recipients and by mail scanners, so it changes nothing. */
const ask = createRoute({
  ...shared,
  method: "get",
  summary: "Confirmation page for unsubscribing",
});

/**
 * RFC 8058: a mail client posts `List-Unsubscribe=One-Click` as a form, without cookies, origin or
 * login. Anything else posted to the link, such as by a scanner, changes nothing.
 */
const leave = createRoute({
  ...shared,
  method: "post",
  summary: "Unsubscribe",
  responses: { ...shared.responses, ...problems(400, 413, 422) },
});

export function addUnsubscribeRoutes(routes: OpenAPIHono<AppEnv>): void {
  routes.openapi(ask, async (c) => {
    const found = await recipientOf(c.var.services.database, c.req.valid("param").token);
    if (found === undefined) return show(c, unknownPage(), 404);
    const { address, campaign, isOut } = found;
    return show(c, isOut ? donePage(address, campaign) : askPage(address, campaign));
  });
  routes.openapi(leave, async (c) => {
    const { database, clock } = c.var.services;
    const found = await recipientOf(database, c.req.valid("param").token);
    if (found === undefined) return show(c, unknownPage(), 404);
    if (!(await isOneClick(c)))
      throw new AppError("BODY_INVALID", "Send the form List-Unsubscribe=One-Click.");
    await database.as(service, (sql) => suppress(sql, found, "unsubscribed", clock.now()), {
      idempotent: true,
    });
    c.var.log.audit("lead.unsubscribed", { leadId: found.leadId, listId: found.listId });
    return show(c, donePage(found.address, found.campaign));
  });
}

async function isOneClick(c: AppContext): Promise<boolean> {
  try {
    return (await c.req.parseBody())["List-Unsubscribe"] === "One-Click";
  } catch {
    return false; // Not a form.
  }
}

async function show(c: AppContext, page: ReturnType<typeof askPage>, status: 200 | 404 = 200) {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(style));
  const hash = btoa(String.fromCharCode(...new Uint8Array(digest)));
  c.header("Content-Security-Policy", pagePolicy.replace("STYLE", hash));
  c.header("Cache-Control", "private, no-store");
  c.header("Referrer-Policy", "no-referrer");
  return c.html(page, status);
}
