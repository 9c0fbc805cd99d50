import { createRoute, OpenAPIHono } from "@hono/zod-openapi";
import { secretOf } from "@seaworthy/platform/modules/own";
import { problems } from "@seaworthy/platform/request/validation";
import type { AppEnv } from "@seaworthy/platform/runtime/app-env";
import { receiveWebhook } from "@seaworthy/platform/webhooks/webhook-receiver";
import { insights } from "../module.ts";

const stripe = createRoute({
  security: [{ webhook: [] as string[] }],
  method: "post",
  path: "/webhooks/stripe",
  summary: "Events of Stripe, signed",
  responses: { 204: { description: "The event is stored" }, ...problems(401, 413, 429, 503, 504) },
});

export function stripeRoutes(): OpenAPIHono<AppEnv> {
  const routes = new OpenAPIHono<AppEnv>();
  routes.openapi(
    stripe,
    receiveWebhook({
      source: "stripe",
      secrets: (c) => secretOf(insights, c.var.bindings, "STRIPE_WEBHOOK_SECRET"),
      job: "stripe.event",
    }),
  );
  return routes;
}
