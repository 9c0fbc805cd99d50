import type { Bindings } from "../bindings/bindings.ts";
import type { Logger } from "../observability/logger.ts";

interface Sender {
  readonly bindings: Pick<Bindings, "JOBS_QUEUE">;
  readonly log: Logger;
}

/**
 * Sends a wake-up through Cloudflare Queues: its consumer, this Worker, may run for 15 minutes, and
 * so also runs the jobs that are too long for the time after a response. False without a queue, or
 * if it does not take the message. Never throws.
 */
export async function sendWakeUp(
  { bindings: { JOBS_QUEUE: queue }, log }: Sender,
  kinds: readonly string[],
): Promise<boolean> {
  if (queue === undefined) return false;
  try {
    await queue.send({ kinds });
    return true;
  } catch (error) {
    log.warn("jobs.queue_failed", { error });
    return false;
  }
}
