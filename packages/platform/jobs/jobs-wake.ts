import type { Bindings } from "../bindings/bindings.ts";
import type { Logger } from "../observability/logger.ts";
import type { ReportError } from "../observability/report-error.ts";
import { openServices, type WaitUntil } from "../request/services.ts";
import type { Clock } from "../runtime/clock.ts";
import { type JobTable, runJobs } from "./jobs-runner.ts";

/** Work after a response may take 30 seconds (Cloudflare's limit). */
const wakeBudgetMs = 26_000;
/** A run that has not ended by then was aborted with its invocation. */
const longestRunMs = 35_000;
/** More runs in one isolate would only fill the pool. */
const mostRuns = 4;

export interface WakeOptions {
  readonly bindings: Bindings;
  readonly waitUntil: WaitUntil;
  readonly log: Logger;
  readonly reportError: ReportError;
  readonly clock: Clock;
}

/** An isolate's knowledge of its runs: only numbers, so that requests may share it. */
const runs = { endBy: [] as number[], woken: false };

/**
 * Runs jobs that were just committed, with its own services, because the request's time is over. If
 * enough runs are active in this isolate, one of them looks again instead. The minute's cron picks
 * up whatever is missed here. Never throws.
 */
export async function wakeJobs(options: WakeOptions, table: JobTable): Promise<void> {
  const { clock, log, reportError } = options;
  const now = clock.now();
  runs.endBy = runs.endBy.filter((endBy) => endBy > now);
  if (runs.endBy.length >= mostRuns) {
    runs.woken = true;
    return;
  }
  const endBy = now + longestRunMs;
  runs.endBy.push(endBy);
  const { services, close } = openServices({
    ...options,
    budgetMs: wakeBudgetMs,
    jobKinds: table.kinds,
  });
  try {
    await runJobs({ bindings: options.bindings, services, log, reportError }, table, () => {
      const { woken } = runs;
      runs.woken = false;
      return woken;
    });
  } catch (error) {
    log.warn("jobs.wake_failed", { error });
  } finally {
    runs.endBy.splice(runs.endBy.indexOf(endBy), 1);
    await close();
  }
}
