import { z } from "zod";
import { type Sql, service } from "../database/database.ts";
import { AppError } from "../errors/errors.ts";
import { isMalformed } from "../jobs/jobs-attempt.ts";
import type { JobContext, JobHandler } from "../jobs/jobs-handler.ts";
import { type EventStatus, type LedgerEvent, loadEvent, markEvent } from "./webhook-ledger.ts";

const payload = z.object({ source: z.string(), eventId: z.string() });

/** The outcome of an event: `unrecognised` is for types that the code does not know. */
export type EventOutcome = Extract<EventStatus, "done" | "ignored" | "unrecognised">;

/**
 * Processes an event in one transaction: its effects, its status in the ledger and the end of its
 * job are all committed, or none is. Slow work and calls to other services belong in a job that it
 * enqueues.
 */
export type EventHandler = (
  sql: Sql,
  event: LedgerEvent,
  context: JobContext,
) => Promise<EventOutcome>;

/**
 * The handler for jobs that a webhook receiver enqueues.
 *
 * ```ts
 * export default defineWorker(payments, { jobs: { "payment.event": eventJob(applyPayment) } });
 * ```
 */
export function eventJob(handler: EventHandler): JobHandler {
  return async (context) => {
    const { job, services } = context;
    const key = payload.parse(job.payload);
    try {
      await services.database.as(service, async (sql) => {
        const event = await loadEvent(sql, key.source, key.eventId);
        const isOver = event === undefined || event.status === "done" || event.status === "ignored";
        if (!isOver) {
          const outcome = await handler(sql, event, context);
          await markEvent(sql, event, outcome);
          tell(context, event, outcome);
        }
        await job.completeIn(sql);
      });
    } catch (error) {
      await markFailed(context, key, error);
      throw error;
    }
  };
}

async function markFailed(
  { job, services }: JobContext,
  key: z.output<typeof payload>,
  error: unknown,
): Promise<void> {
  const status = job.attempt >= job.maxAttempts || isMalformed(error) ? "dead" : "failed";
  const code = error instanceof AppError ? error.code : "INTERNAL";
  await services.database
    .as(service, (sql) => markEvent(sql, key, status, code))
    .catch(() => {
      // The job's own row contains the same.
    });
}

function tell({ log, services }: JobContext, { source, type }: LedgerEvent, outcome: EventOutcome) {
  services.metrics.count("webhook_events_total", { source, outcome });
  if (outcome === "unrecognised") log.error("webhook.unrecognised", { source, type });
}
