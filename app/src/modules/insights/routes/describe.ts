import { z } from "@hono/zod-openapi";
import { uuid } from "@seaworthy/platform/request/uuid";

export const bearer = { security: [{ bearer: [] as string[] }] };
export const byId = z.object({ id: uuid });
/** An optional cursor; validated together with the list's filter. */
export const cursor = z.string().max(512).optional();

/** Where a stream resumes: the `id` of its last received event. */
export const streamHeaders = z.object({
  "Last-Event-ID": z
    .string()
    .regex(/^\d{0,9}$/)
    .optional()
    .openapi({ description: "The `id` of the last event that arrived.", example: "17" }),
});
export const eventStream = (description: string) => ({
  description,
  content: { "text/event-stream": { schema: z.string() } },
});
