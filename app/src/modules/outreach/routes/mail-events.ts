import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { rateLimit } from "@seaworthy/platform/rate-limit/rate-limit";
import { problems } from "@seaworthy/platform/request/validation";
import type { AppEnv } from "@seaworthy/platform/runtime/app-env";
import { systemClock } from "@seaworthy/platform/runtime/clock";
import { requireWebhookSignature } from "@seaworthy/platform/webhooks/webhook-signature";
import { takeMailEvent } from "../mail-events.ts";

/** After the signature check: all events come from the single provider that can sign them. */
const limitProvider = rateLimit(
  { name: "mail-events", limit: 6_000, windowMs: 60_000, whenDown: "open" },
  () => "provider",
);

/** The body is read raw, because the signature covers its bytes. */
const mailEvents = createRoute({
  method: "post",
  path: "/webhooks/mail",
  summary: "Signed events from the mail provider (Standard Webhooks)",
  security: [{ webhook: [] }],
  middleware: [requireWebhookSignature(systemClock), limitProvider] as const,
  responses: {
    200: {
      description: "Stored, already known, or not for this app",
      content: {
        "application/json": {
          schema: z.object({ result: z.enum(["stored", "seen", "ignored", "unknown"]) }),
        },
      },
    },
    ...problems(400, 401, 422, 429, 503, 504),
  },
});

export function addMailEventRoutes(routes: OpenAPIHono<AppEnv>): void {
  routes.openapi(mailEvents, async (c) => {
    const result = await takeMailEvent(c, c.req.header("webhook-id") ?? "", await c.req.text());
    if (result === "unknown") c.var.log.warn("mail_event.unknown");
    return c.json({ result }, 200);
  });
}
