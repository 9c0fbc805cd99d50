import type { BindingReport } from "../bindings/bindings.ts";
import { jobTableOf, runJobs } from "../jobs/jobs-runner.ts";
import type { ModuleWorker } from "../modules/define-worker.ts";
import { reportNow } from "../observability/error-reports.ts";
import type { WaitUntil } from "../request/services.ts";
import { inBackground } from "./background-run.ts";

/**
 * Runs the jobs that are due. Messages are only wake-ups, so what they contain does not matter, and
 * a lost or repeated one does no harm.
 */
export function runQueued(
  modules: readonly ModuleWorker[],
  queue: string,
  report: BindingReport,
  waitUntil: WaitUntil,
): Promise<void> {
  return inBackground(modules, report, waitUntil, { queue }, ({ visibly, ...context }) =>
    visibly(() => runJobs({ ...context, reportError: reportNow }, jobTableOf(modules))),
  );
}
