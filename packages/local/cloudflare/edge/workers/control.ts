import { request } from "node:http";
import { text } from "node:stream/consumers";
import type { WorkerOptions } from "miniflare";
import { z } from "zod";
import type { QueueBatch } from "../queues/batch.ts";
import { type DeliveryOutcome, deliveryOutcome } from "../queues/outcome.ts";
import { listenAt } from "./runtime-options.ts";

/** A service beside the Worker's versions that calls their `scheduled()` and `queue()` handlers. */
export function controlOptions(versionIds: readonly string[], socketPath: string): WorkerOptions {
  return {
    name: "control",
    modules: true,
    script: source,
    compatibilityDate: "2026-01-01",
    compatibilityFlags: ["service_binding_extra_handlers"],
    serviceBindings: Object.fromEntries(versionIds.map((id) => [id, id])),
    unsafeDirectSockets: [listenAt(socketPath)],
  };
}

const source = `const decode = ({ contentType, body }) => {
  const bytes = Uint8Array.from(atob(body), (letter) => letter.charCodeAt(0));
  if (contentType === "bytes") return bytes.buffer;
  const decoded = new TextDecoder().decode(bytes);
  return contentType === "json" ? JSON.parse(decoded) : decoded;
};
const asMessage = ({ id, sentAtMs, attempts, ...sent }) => ({
  id,
  timestamp: new Date(sentAtMs),
  attempts,
  body: decode(sent),
});
const queue = (service, { queue, messages, metrics }) => {
  const oldestMessageTimestamp = new Date(metrics.oldestMessageTimestamp);
  return service.queue(queue, messages.map(asMessage), {
    metrics: { ...metrics, oldestMessageTimestamp },
  });
};
export default {
  async fetch(request, env) {
    const { version, cron, timeMs, ...batch } = await request.json();
    const said = cron === undefined
      ? await queue(env[version], batch)
      : await env[version].scheduled({ cron, scheduledTime: new Date(timeMs) });
    return Response.json(said);
  },
};`;

export interface ScheduledRun {
  readonly version: string;
  readonly cron: string;
  readonly timeMs: number;
}

const scheduledOutcome = z.object({ outcome: z.string() });

/** True when the handler succeeded. */
export async function runScheduled(socketPath: string, run: ScheduledRun): Promise<boolean> {
  return scheduledOutcome.parse(await ask(socketPath, run)).outcome === "ok";
}

export async function runQueue(
  socketPath: string,
  batch: QueueBatch & { readonly version: string },
): Promise<DeliveryOutcome> {
  return deliveryOutcome.parse(await ask(socketPath, batch));
}

function ask(socketPath: string, body: unknown): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const asked = request({ socketPath, method: "POST", path: "/" }, (answer) => {
      text(answer)
        .then((said) => resolve(JSON.parse(said)))
        .catch(reject);
    });
    asked.once("error", reject);
    asked.end(JSON.stringify(body));
  });
}
