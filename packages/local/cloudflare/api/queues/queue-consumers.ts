import { defined } from "@seaworthy/core/defined";
import type { Context, Hono } from "hono";
import { z } from "zod";
import { isoTime } from "../../../kernel/clock.ts";
import { readBody } from "../body.ts";
import { findWorker, type QueueConsumerDocument, type QueueDocument } from "../documents.ts";
import { ok, page, Refusal } from "../envelope.ts";
import { accountId, newId } from "../ids.ts";
import type { Services } from "../services.ts";
import { requireQueue } from "./require-queue.ts";

/** https://developers.cloudflare.com/queues/configuration/configure-queues/ */
const settings = z.strictObject({
  batch_size: z.number().int().min(1).max(100).default(10),
  max_concurrency: z.number().int().min(1).max(250).nullable().default(null),
  max_retries: z.number().int().min(0).max(100).default(3),
  max_wait_time_ms: z.number().int().min(0).max(60_000).default(5_000),
  retry_delay: z.number().int().min(0).max(86_400).default(0),
});

const body = z.strictObject({
  type: z.enum(["worker", "http_pull"]),
  script_name: z.string().optional(),
  environment_name: z.string().optional(),
  queue_id: z.string().optional(),
  dead_letter_queue: z.string().optional(),
  settings: settings.default(settings.parse({})),
});

/** `/accounts/{account}/queues/{queue}/consumers`: the Worker that receives the messages. */
export function registerQueueConsumers(api: Hono, services: Services): void {
  const base = `/accounts/${accountId}/queues/:queue/consumers`;
  api.get(base, (context) => {
    const consumers = consumersOf(services, requireQueue(services, context));
    return page(
      context,
      consumers.map((consumer) => shownConsumer(services, consumer)),
    );
  });
  api.post(base, async (context) => {
    const queue = requireQueue(services, context);
    const wanted = checked(services, await readBody(context, body));
    if (consumersOf(services, queue).length > 0)
      throw new Refusal(409, { code: 11004, message: "Queue already has a consumer." });
    return ok(context, await save(services, queue, wanted));
  });
  api.get(`${base}/:consumer`, (context) =>
    ok(context, shownConsumer(services, requireConsumer(services, context))),
  );
  api.put(`${base}/:consumer`, async (context) => {
    const known = requireConsumer(services, context);
    const wanted = checked(services, await readBody(context, body));
    return ok(context, await save(services, requireQueue(services, context), wanted, known));
  });
  api.delete(`${base}/:consumer`, async (context) => {
    services.documents.queueConsumers.delete(requireConsumer(services, context).id);
    await services.sync();
    return ok(context, null);
  });
}

export function consumersOf({ documents }: Services, { id }: QueueDocument) {
  return documents.queueConsumers.list().filter(({ queue_id }) => queue_id === id);
}

export function shownConsumer(
  { documents }: Services,
  consumer: QueueConsumerDocument,
): Record<string, unknown> {
  const { id, queue_id, script_name, created_on, dead_letter_queue } = consumer;
  return {
    consumer_id: id,
    created_on,
    type: "worker",
    queue_id,
    queue_name: documents.queues.get(queue_id)?.name,
    script: script_name,
    script_name,
    ...defined({ dead_letter_queue }),
    settings: consumer.settings,
  };
}

/** Checks that the script and the dead letter queue exist. */
function checked(
  { documents }: Services,
  { type, script_name, dead_letter_queue, settings }: z.output<typeof body>,
): Pick<QueueConsumerDocument, "script_name" | "dead_letter_queue" | "settings"> {
  if (type === "http_pull") {
    const message = "Consumers of type http_pull are not implemented by the local cloud.";
    throw new Refusal(501, { code: 7000, message, pointer: "/type" });
  }
  if (script_name === undefined || !findWorker(documents, script_name)) {
    const message = `The script ${script_name ?? "of the consumer"} does not exist.`;
    throw new Refusal(400, { code: 11006, message, pointer: "/script_name" });
  }
  const dead = documents.queues.list().some(({ name }) => name === dead_letter_queue);
  if (dead_letter_queue !== undefined && !dead) {
    const message = `The dead letter queue ${dead_letter_queue} does not exist.`;
    throw new Refusal(400, { code: 10104, message, pointer: "/dead_letter_queue" });
  }
  return { script_name, settings, ...(dead_letter_queue ? { dead_letter_queue } : {}) };
}

async function save(
  services: Services,
  queue: QueueDocument,
  wanted: ReturnType<typeof checked>,
  known?: QueueConsumerDocument,
): Promise<unknown> {
  const consumer: QueueConsumerDocument = {
    id: known?.id ?? newId(),
    created_on: known?.created_on ?? isoTime(services.clock),
    queue_id: queue.id,
    ...wanted,
  };
  services.documents.queueConsumers.put(consumer.id, consumer);
  await services.sync();
  return shownConsumer(services, consumer);
}

function requireConsumer(services: Services, context: Context): QueueConsumerDocument {
  const queue = requireQueue(services, context);
  const consumer = services.documents.queueConsumers.get(context.req.param("consumer") ?? "");
  if (consumer?.queue_id !== queue.id)
    throw new Refusal(404, { code: 11003, message: "This consumer does not exist." });
  return consumer;
}
