import { z } from "@hono/zod-openapi";

export const mostEndpoints = 50;
export const mostDeliveries = 50;

export const newEndpointSchema = z
  .strictObject({
    url: z
      .string()
      .max(2_048)
      .openapi({ type: "string", format: "uri", example: "http://127.0.0.1:9/hooks" }),
  })
  .openapi("NewWebhookEndpoint");

const times = z.string().nullable();

export const endpointSchema = z
  .object({
    id: z.uuid(),
    url: z.string(),
    status: z.enum(["active", "disabled"]),
    disabledBecause: z.string().nullable(),
    failuresInARow: z.int(),
    failingSince: times,
    createdAt: z.string(),
  })
  .openapi("WebhookEndpoint");
export type Endpoint = z.output<typeof endpointSchema>;

/** Includes the secret, which no other response returns. */
export const shownEndpointSchema = endpointSchema
  .extend({ secret: z.string() })
  .openapi("WebhookEndpointWithSecret");

export const deliverySchema = z
  .object({
    id: z.uuid(),
    messageId: z.string(),
    type: z.string(),
    status: z.enum(["queued", "delivering", "delivered", "failed"]),
    attempts: z.int(),
    code: z.string().nullable(),
    httpStatus: z.int().nullable(),
    createdAt: z.string(),
    doneAt: times,
  })
  .openapi("WebhookDelivery");
export type Delivery = z.output<typeof deliverySchema>;
