import type { BindingReport } from "../bindings/bindings.ts";
import { AppError } from "../errors/errors.ts";
import { jobKindsOf } from "../jobs/jobs-kinds.ts";
import type { ModuleWorker } from "../modules/define-worker.ts";
import { reportNow } from "../observability/error-reports.ts";
import { createLogger, writeToWorkersLogs } from "../observability/logger.ts";
import { openServices, type WaitUntil } from "../request/services.ts";
import { systemClock } from "../runtime/clock.ts";
import type { ScheduledContext } from "../schedules/scheduled-context.ts";
import { asScheduledRun } from "../schedules/scheduled-runs.ts";

/** A run may take 15 minutes (Cloudflare's limit). */
const runBudgetMs = 10 * 60_000;

export interface BackgroundRun extends ScheduledContext {
  /** Does the work while showing which version of the Worker does it. */
  visibly(work: () => Promise<void>): Promise<void>;
}

/** Work that no request waits for, with services of its own. Throws NOT_CONFIGURED. */
export async function inBackground(
  modules: readonly ModuleWorker[],
  { bindings, errors, redactor }: BindingReport,
  waitUntil: WaitUntil,
  labels: Readonly<Record<string, string>>,
  work: (run: BackgroundRun) => Promise<void>,
): Promise<void> {
  const log = createLogger(writeToWorkersLogs, systemClock, labels, redactor);
  if (bindings === undefined) throw new AppError("NOT_CONFIGURED", errors.join("; "));
  const { services, close } = openServices({
    bindings,
    waitUntil,
    log,
    reportError: reportNow,
    clock: systemClock,
    budgetMs: runBudgetMs,
    jobKinds: jobKindsOf(modules.map(({ module }) => module)),
  });
  const versionId = bindings.CF_VERSION_METADATA?.id ?? "unknown";
  const visibly = (run: () => Promise<void>) =>
    asScheduledRun(services.limiter, versionId, systemClock, run);
  try {
    await work({ bindings, services, log, visibly });
  } finally {
    await close();
  }
}
