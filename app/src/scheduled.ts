import type { BindingReport } from "@seaworthy/platform/bindings/bindings";
import { AppError } from "@seaworthy/platform/errors/errors";
import { reportNow } from "@seaworthy/platform/observability/error-reports";
import { createLogger, writeToWorkersLogs } from "@seaworthy/platform/observability/logger";
import { deleteExpiredLimits } from "@seaworthy/platform/rate-limit/rate-limit-postgres";
import { openServices } from "@seaworthy/platform/request/services";
import { systemClock } from "@seaworthy/platform/runtime/clock";
import { asScheduledRun } from "@seaworthy/platform/schedules/scheduled-runs";
import { deleteExpiredUsage } from "./modules/feed/retention.ts";

/** A cron run may take 15 minutes (Cloudflare's limit). */
const runBudgetMs = 10 * 60_000;

/**
 * What the daily cron does. A failure is thrown, so that Cloudflare's cron events and Sentry show
 * it.
 */
export async function runScheduled(
  controller: ScheduledController,
  report: BindingReport,
  context: ExecutionContext,
): Promise<void> {
  const log = createLogger(
    writeToWorkersLogs,
    systemClock,
    { cron: controller.cron },
    report.redactor,
  );
  if (report.bindings === undefined) throw new AppError("NOT_CONFIGURED", report.errors.join("; "));
  const waitUntil = (promise: Promise<unknown>) => context.waitUntil(promise);
  const { services, close } = openServices({
    bindings: report.bindings,
    waitUntil,
    log,
    reportError: reportNow,
    clock: systemClock,
    budgetMs: runBudgetMs,
  });
  const versionId = report.bindings.CF_VERSION_METADATA?.id ?? "unknown";
  try {
    await asScheduledRun(services.limiter, versionId, systemClock, async () => {
      const deleted = await deleteExpiredUsage(services.database);
      log.audit("usage_events.expired", { deleted });
      log.info("rate_limits.expired", { deleted: await deleteExpiredLimits(services.database) });
    });
  } finally {
    await close();
  }
}
