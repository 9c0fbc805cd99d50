import { defined } from "@seaworthy/core/defined";
import type { Hono } from "hono";
import { z } from "zod";
import { isoTime } from "../../../kernel/clock.ts";
import type { SentMessage } from "../../edge/queues/message.ts";
import { readBody } from "../body.ts";
import type { QueueDocument } from "../documents.ts";
import { ok, Refusal } from "../envelope.ts";
import { accountId } from "../ids.ts";
import type { Services } from "../services.ts";
import { requireQueue } from "./require-queue.ts";

const delay_seconds = z.number().int().optional();
const message = z.union([
  z.strictObject({ content_type: z.literal("text").optional(), body: z.string(), delay_seconds }),
  z.strictObject({ content_type: z.literal("json"), body: z.json(), delay_seconds }),
]);
const batch = z.strictObject({ messages: z.array(message).min(1), delay_seconds });
const purge = z.strictObject({ delete_messages_permanently: z.literal(true) });

/** `/accounts/{account}/queues/{queue}/messages`, metrics and purge. */
export function registerQueueMessages(api: Hono, services: Services): void {
  const base = `/accounts/${accountId}/queues/:queue`;
  const send = (queue: QueueDocument, messages: readonly z.output<typeof message>[]) => {
    const problem = services.edge.queues.send(queue.id, messages.map(sent));
    if (problem) throw new Refusal(problem.status, problem);
    return { metadata: { metrics: metricsOf(services, queue) } };
  };
  api.post(`${base}/messages`, async (context) => {
    const queue = requireQueue(services, context);
    return ok(context, send(queue, [await readBody(context, message)]));
  });
  api.post(`${base}/messages/batch`, async (context) => {
    const queue = requireQueue(services, context);
    const { messages, delay_seconds: delay } = await readBody(context, batch);
    return ok(
      context,
      send(
        queue,
        messages.map((one) => ({ ...one, delay_seconds: one.delay_seconds ?? delay })),
      ),
    );
  });
  api.get(`${base}/metrics`, (context) =>
    ok(context, metricsOf(services, requireQueue(services, context))),
  );
  registerPurge(api, services);
}

function registerPurge(api: Hono, services: Services): void {
  const path = `/accounts/${accountId}/queues/:queue/purge`;
  api.post(path, async (context) => {
    const { id } = requireQueue(services, context);
    await readBody(context, purge);
    services.edge.queues.purge(id);
    return ok(context, { started_on: isoTime(services.clock), complete: true });
  });
}

function sent({ body, content_type, delay_seconds: delay }: z.output<typeof message>): SentMessage {
  const contentType = content_type ?? "text";
  const text = contentType === "json" ? JSON.stringify(body) : String(body);
  return {
    contentType,
    body: Buffer.from(text).toString("base64"),
    ...defined({ delaySeconds: delay }),
  };
}

function metricsOf(services: Services, { id }: QueueDocument): Record<string, number> {
  const { backlogCount, backlogBytes, oldestMessageTimestamp } = services.edge.queues.metrics(id);
  return {
    backlog_count: backlogCount,
    backlog_bytes: backlogBytes,
    oldest_message_timestamp_ms: oldestMessageTimestamp,
  };
}
