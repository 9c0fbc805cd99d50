import type { Logger } from "../observability/logger.ts";
import type { ReportError } from "../observability/report-error.ts";

/**
 * Work that continues after the response; workerd keeps the request's context for up to 30 seconds.
 */
export interface Background {
  /** Starts the work. A failure is logged and reported, and affects nothing else. */
  run(name: string, work: () => Promise<unknown>): void;
  /**
   * Keeps the request's context until the promise settles, even when the client disconnects. The
   * caller handles its failure.
   */
  keep(work: Promise<unknown>): void;
  /**
   * Resolves when everything that was started, including by other background work, has finished.
   */
  settled(): Promise<void>;
}

export interface BackgroundOptions {
  readonly waitUntil: (promise: Promise<unknown>) => void;
  readonly log: Logger;
  readonly reportError: ReportError;
}

export function openBackground({ waitUntil, log, reportError }: BackgroundOptions): Background {
  const pending = new Set<Promise<unknown>>();
  const hold = (task: Promise<unknown>) => {
    pending.add(task);
    waitUntil(task.finally(() => pending.delete(task)));
  };
  return {
    run: (name, work) =>
      hold(
        work().catch((error: unknown) => {
          log.error("background.failed", { task: name, error });
          reportError(error, "INTERNAL");
        }),
      ),
    keep: (work) => hold(work.then(nothing, nothing)),
    settled: async () => {
      while (pending.size > 0) await Promise.all(pending);
    },
  };
}

function nothing(): void {}
