import { deleteExpiredUsage } from "./modules/feed/retention.ts";
import type { BindingReport } from "./platform/bindings.ts";
import { systemClock } from "./platform/clock.ts";
import { AppError } from "./platform/errors.ts";
import { createLogger, writeToWorkersLogs } from "./platform/logger.ts";
import { openServices } from "./platform/services.ts";

/** What the daily cron does. A failure is thrown, so that Cloudflare's cron events and Sentry show it. */
export async function runScheduled(controller: ScheduledController, report: BindingReport, context: ExecutionContext): Promise<void> {
  const log = createLogger(writeToWorkersLogs, systemClock, { cron: controller.cron });
  if (report.bindings === undefined) throw new AppError("NOT_CONFIGURED", report.errors.join("; "));
  const { services, close } = openServices(report.bindings, (promise) => context.waitUntil(promise), log, systemClock);
  try {
    const deleted = await deleteExpiredUsage(services.database);
    log.audit("usage_events.expired", { deleted });
  } finally {
    await close();
  }
}
