import { deliverToSentry } from "../alerts/alert-delivery.ts";
import { alertTableOf } from "../alerts/alert-table.ts";
import { evaluateAlerts } from "../alerts/evaluate-alerts.ts";
import { deleteEndedApiKeys } from "../api-keys/api-key-retention.ts";
import type { BindingReport } from "../bindings/bindings.ts";
import { AppError } from "../errors/errors.ts";
import { deleteExpiredKeys } from "../idempotency/idempotency-store.ts";
import { everyMinute } from "../jobs/jobs-kinds.ts";
import { deleteEndedJobs } from "../jobs/jobs-retention.ts";
import { jobTableOf, runJobs } from "../jobs/jobs-runner.ts";
import type { ModuleWorker, ScheduledHandler } from "../modules/define-worker.ts";
import { reportNow } from "../observability/error-reports.ts";
import { deleteOldPerformance, recordPerformance } from "../performance/record-performance.ts";
import { deleteExpiredLimits } from "../rate-limit/rate-limit-postgres.ts";
import type { WaitUntil } from "../request/services.ts";
import type { ScheduledContext } from "../schedules/scheduled-context.ts";
import { expireEvents } from "../webhooks/webhook-ledger.ts";
import { sweepEvents } from "../webhooks/webhook-sweep.ts";
import { inBackground } from "./background-run.ts";

interface Schedule {
  readonly name: string;
  readonly run: ScheduledHandler;
}

/**
 * Runs everything that is due at this cron. A failure does not stop the others; it is thrown at the
 * end, so that Cloudflare's cron events and Sentry show it.
 */
export async function runScheduled(
  modules: readonly ModuleWorker[],
  cron: string,
  report: BindingReport,
  waitUntil: WaitUntil,
): Promise<void> {
  await inBackground(modules, report, waitUntil, { cron }, async ({ visibly, ...context }) => {
    const due = schedulesAt(modules, cron, context.bindings.DAILY_CRON);
    if (due.length === 0) throw new AppError("NOT_CONFIGURED", `No job is scheduled at ${cron}.`);
    // First, because the rest does not start while Redis is down.
    if (cron === everyMinute) await watchNumbers(modules, context);
    await visibly(() => runAll(due, context));
  });
}

async function watchNumbers(
  modules: readonly ModuleWorker[],
  context: ScheduledContext,
): Promise<void> {
  const log = context.log.child({ schedule: "platform.alerts" });
  try {
    await evaluateAlerts(
      { ...context, log },
      alertTableOf(modules),
      deliverToSentry(context.bindings.CONTACTS ?? []),
    );
  } catch (error) {
    log.error("schedule.failed", { error });
    reportNow(error, "INTERNAL");
  }
}

function schedulesAt(modules: readonly ModuleWorker[], cron: string, daily: string): Schedule[] {
  const own = [
    ...(cron === daily ? [{ name: "platform.retention", run: deleteExpired }] : []),
    ...(cron === everyMinute ? everyMinuteOf(modules) : []),
  ];
  const more = modules.flatMap(({ module, schedules }) =>
    Object.entries(module.schedules ?? {})
      .filter(([, at]) => (at === "daily" ? daily : at) === cron)
      .flatMap(([name]) => scheduleOf(`${module.name}.${name}`, schedules[name])),
  );
  return [...own, ...more];
}

const everyMinuteOf = (modules: readonly ModuleWorker[]): Schedule[] => [
  { name: "platform.performance", run: recordPerformance },
  { name: "platform.jobs", run: runDueJobs(modules) },
  { name: "platform.webhooks", run: sweep },
];

async function sweep({ services, log }: ScheduledContext): Promise<void> {
  const dead = await sweepEvents(services.database);
  if (dead > 0) log.error("webhook_events.dead", { dead });
}

const scheduleOf = (name: string, run: ScheduledHandler | undefined) =>
  run === undefined ? [] : [{ name, run }];

async function runAll(due: readonly Schedule[], context: ScheduledContext): Promise<void> {
  const failures: unknown[] = [];
  for (const { name, run } of due) {
    try {
      await run({ ...context, log: context.log.child({ schedule: name }) });
    } catch (error) {
      failures.push(error);
      context.log.error("schedule.failed", { schedule: name, error });
    }
  }
  if (failures.length > 0) throw failures[0];
}

const runDueJobs =
  (modules: readonly ModuleWorker[]): ScheduledHandler =>
  (context) =>
    runJobs({ ...context, reportError: reportNow }, jobTableOf(modules));

/** Data that the platform itself keeps for a limited time. */
async function deleteExpired({ services, log }: ScheduledContext): Promise<void> {
  log.audit("api_keys.expired", { deleted: await deleteEndedApiKeys(services.database) });
  log.info("jobs.expired", { deleted: await deleteEndedJobs(services.database) });
  log.info("webhook_events.expired", { changed: await expireEvents(services.database) });
  log.info("idempotency_keys.expired", { deleted: await deleteExpiredKeys(services.database) });
  log.info("rate_limits.expired", { deleted: await deleteExpiredLimits(services.database) });
  log.info("performance.expired", { deleted: await deleteOldPerformance({ services }) });
}
