import type { Hono } from "hono";
import { z } from "zod";
import { isoTime } from "../../../kernel/clock.ts";
import { readBody } from "../body.ts";
import { deploymentsOf, type QueueDocument } from "../documents.ts";
import { ok, page, Refusal } from "../envelope.ts";
import { accountId, newId } from "../ids.ts";
import type { Services } from "../services.ts";
import { consumersOf, shownConsumer } from "./queue-consumers.ts";
import { requireQueue } from "./require-queue.ts";

const queueName = z
  .string()
  .regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/, "must be 1 to 63 of a-z, 0-9 and -");

const settings = z.strictObject({
  delivery_delay: z.number().int().min(0).max(86_400).optional(),
  delivery_paused: z.boolean().optional(),
  message_retention_period: z.number().int().min(60).max(1_209_600).optional(),
});
const defaults = {
  delivery_delay: 0,
  delivery_paused: false,
  message_retention_period: 345_600,
};

const creation = z.strictObject({ queue_name: queueName, settings: settings.optional() });
const update = creation.partial();

/** `/accounts/{account}/queues` */
export function registerQueues(api: Hono, services: Services): void {
  const { queues } = services.documents;
  const base = `/accounts/${accountId}/queues`;
  api.get(base, (context) => {
    const names = context.req.queries("name") ?? [];
    const found = queues.list().filter(({ name }) => names.length === 0 || names.includes(name));
    return page(
      context,
      found.map((queue) => shown(services, queue)),
    );
  });
  api.post(base, async (context) => {
    const wanted = await readBody(context, creation);
    const now = isoTime(services.clock);
    const queue: QueueDocument = {
      id: newId(),
      name: freeName(services, wanted.queue_name),
      created_on: now,
      modified_on: now,
      settings: settingsOf(defaults, wanted.settings),
    };
    return ok(context, await save(services, queue));
  });
  api.get(`${base}/:queue`, (context) =>
    ok(context, shown(services, requireQueue(services, context))),
  );
  api.on(["PUT", "PATCH"], `${base}/:queue`, async (context) => {
    const known = requireQueue(services, context);
    const wanted = await readBody(context, update);
    const name = wanted.queue_name ?? known.name;
    if (name !== known.name) freeName(services, name);
    const before = context.req.method === "PUT" && wanted.settings ? defaults : known.settings;
    const modified_on = isoTime(services.clock);
    const changed = { ...known, name, modified_on, settings: settingsOf(before, wanted.settings) };
    return ok(context, await save(services, changed));
  });
  api.delete(`${base}/:queue`, async (context) => {
    await removeQueue(services, requireQueue(services, context));
    return ok(context, null);
  });
}

/** The settings that were sent, merged over the previous ones. */
function settingsOf(
  before: QueueDocument["settings"],
  wanted: z.output<typeof settings> = {},
): QueueDocument["settings"] {
  const sent = Object.entries(wanted).filter(([, value]) => value !== undefined);
  return { ...before, ...Object.fromEntries(sent) };
}

function freeName({ documents }: Services, name: string): string {
  if (!documents.queues.list().some((queue) => queue.name === name)) return name;
  const message = `Queue name '${name}' is already taken. Please use a different name and try again.`;
  throw new Refusal(409, { code: 11009, message, pointer: "/queue_name" });
}

async function save(services: Services, queue: QueueDocument): Promise<unknown> {
  services.documents.queues.put(queue.id, queue);
  await services.sync();
  return shown(services, queue);
}

/** A queue with a consumer cannot be deleted; its consumer has to be deleted first. */
async function removeQueue(services: Services, queue: QueueDocument): Promise<void> {
  if (consumersOf(services, queue).length > 0) {
    const message = `Queue ${queue.name} has a consumer. Delete the consumer first.`;
    throw new Refusal(400, { code: 11005, message });
  }
  services.edge.queues.purge(queue.id);
  services.documents.queues.delete(queue.id);
  await services.sync();
}

function shown(services: Services, queue: QueueDocument): Record<string, unknown> {
  const { id, name, created_on, modified_on } = queue;
  const consumers = consumersOf(services, queue).map((consumer) =>
    shownConsumer(services, consumer),
  );
  const producers = producersOf(services, queue);
  return {
    queue_id: id,
    queue_name: name,
    created_on,
    modified_on,
    settings: queue.settings,
    consumers,
    consumers_total_count: consumers.length,
    producers,
    producers_total_count: producers.length,
  };
}

/** Workers whose deployed versions bind the queue. */
function producersOf({ documents }: Services, queue: QueueDocument): unknown[] {
  return documents.workers.list().flatMap((worker) => {
    const served = deploymentsOf(documents, worker)[0]?.versions ?? [];
    const binds = served.some(({ version_id }) =>
      documents.versions
        .get(version_id)
        ?.bindings.some(({ type, queue_name }) => type === "queue" && queue_name === queue.name),
    );
    return binds ? [{ type: "worker", script: worker.name }] : [];
  });
}
