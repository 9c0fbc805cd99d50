import { z } from "zod";

/** What workerd reports after a `queue()` handler. */
export const deliveryOutcome = z.object({
  outcome: z.string(),
  ackAll: z.boolean().default(false),
  retryBatch: z.object({ retry: z.boolean(), delaySeconds: z.number().optional() }),
  explicitAcks: z.array(z.string()).default([]),
  retryMessages: z
    .array(z.object({ msgId: z.string(), delaySeconds: z.number().optional() }))
    .default([]),
});

export type DeliveryOutcome = z.output<typeof deliveryOutcome>;

/**
 * Undefined when the message was delivered; otherwise its retry delay in seconds. A message's own
 * outcome overrides that of the batch, and both override whether the handler threw.
 */
export function retryOf(id: string, said: DeliveryOutcome, retryDelay: number): number | undefined {
  if (said.explicitAcks.includes(id)) return undefined;
  const own = said.retryMessages.find(({ msgId }) => msgId === id);
  if (own) return own.delaySeconds ?? retryDelay;
  if (said.ackAll) return undefined;
  if (said.retryBatch.retry) return said.retryBatch.delaySeconds ?? retryDelay;
  return said.outcome === "ok" ? undefined : retryDelay;
}
