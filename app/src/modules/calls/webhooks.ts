import { createRoute, OpenAPIHono } from "@hono/zod-openapi";
import { configurationOf, secretOf } from "@seaworthy/platform/modules/own";
import { problems } from "@seaworthy/platform/request/validation";
import type { AppContext, AppEnv } from "@seaworthy/platform/runtime/app-env";
import { receiveWebhook } from "@seaworthy/platform/webhooks/webhook-receiver";
import { answerVapi } from "./answers.ts";
import { calls } from "./module.ts";

const signed = { security: [{ webhook: [] as string[] }] };
const refusals = problems(401, 413, 429, 503, 504);
const vapi = createRoute({
  ...signed,
  method: "post",
  path: "/webhooks/vapi",
  summary: "Signed events from Vapi",
  responses: {
    200: { description: "The response to one of the four event types that Vapi waits for" },
    204: { description: "The event is stored" },
    ...refusals,
  },
});
const twilio = createRoute({
  ...signed,
  method: "post",
  path: "/webhooks/twilio/status",
  summary: "Signed status callbacks from Twilio",
  responses: { 204: { description: "The event is stored" }, ...refusals },
});

/** Vendors sign the public URL, whatever proxy is in front of the Worker. */
function publicUrl(c: AppContext): string {
  const base = configurationOf(calls, c.var.bindings).publicUrl;
  const { pathname, search } = new URL(c.req.url);
  return base === undefined ? c.req.url : `${base.replace(/\/$/, "")}${pathname}${search}`;
}

export function webhookRoutes(): OpenAPIHono<AppEnv> {
  const routes = new OpenAPIHono<AppEnv>();
  const receive = (
    source: "vapi" | "twilio",
    secret: "VAPI_WEBHOOK_SECRET" | "TWILIO_AUTH_TOKEN",
  ) =>
    receiveWebhook({
      source,
      secrets: (c) => secretOf(calls, c.var.bindings, secret),
      job: "call.event",
      perMinute: 6_000,
      publicUrl,
      ...(source === "vapi"
        ? { answer: (c: AppContext, { text }: { text: string }) => answerVapi(c, text) }
        : {}),
    });
  routes.openapi(vapi, receive("vapi", "VAPI_WEBHOOK_SECRET"));
  routes.openapi(twilio, receive("twilio", "TWILIO_AUTH_TOKEN"));
  return routes;
}
