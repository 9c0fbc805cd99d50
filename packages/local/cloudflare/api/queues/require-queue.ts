import type { Context } from "hono";
import type { QueueDocument } from "../documents.ts";
import { Refusal } from "../envelope.ts";
import type { Services } from "../services.ts";

/** Returns the queue in the path. Throws Cloudflare's error when it does not exist. */
export function requireQueue({ documents }: Services, context: Context): QueueDocument {
  const queue = documents.queues.get(context.req.param("queue") ?? "");
  if (!queue) throw new Refusal(404, { code: 10104, message: "Queue does not exist." });
  return queue;
}
