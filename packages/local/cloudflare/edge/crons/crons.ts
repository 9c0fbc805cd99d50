import type { Clock } from "../../../kernel/clock.ts";
import type { Logger } from "../../../kernel/logger.ts";
import type { WorkerState } from "../state.ts";
import type { DeployedWorkers } from "../workers/deployed-workers.ts";
import { parseCron } from "./cron-expression.ts";

export interface Crons {
  set(workers: readonly WorkerState[]): void;
  /** Runs everything due since the last call; resolves when those handlers have finished. */
  tick(): Promise<void>;
  close(): void;
}

const minuteMs = 60_000;
/** After the machine was asleep, runs missed longer ago than this are skipped. */
const catchUpMinutes = 5;

/** Calls `scheduled()` of the deployed Workers at the minutes that their crons specify, in UTC. */
export function createCrons(deployed: DeployedWorkers, clock: Clock, log: Logger): Crons {
  let workers: readonly WorkerState[] = [];
  let lastMinute = Math.floor(clock.now() / minuteMs);
  const tick = async () => {
    const now = Math.floor(clock.now() / minuteMs);
    // The clock was set back: crons go on from there instead of waiting until it has caught up.
    if (now < lastMinute - catchUpMinutes) lastMinute = now - 1;
    const first = Math.max(lastMinute + 1, now - catchUpMinutes + 1);
    lastMinute = Math.max(lastMinute, now);
    const minutes = Array.from(
      { length: Math.max(0, now - first + 1) },
      (_, index) => first + index,
    );
    await Promise.all(
      minutes
        .flatMap((minute) => due(workers, minute * minuteMs))
        .map((job) => run(deployed, log, job)),
    );
  };
  const timer = setInterval(() => void tick(), 1_000);
  timer.unref();
  return {
    set: (wanted) => {
      workers = wanted;
    },
    tick,
    close: () => clearInterval(timer),
  };
}

interface Job {
  readonly worker: string;
  readonly cron: string;
  readonly timeMs: number;
}

function due(workers: readonly WorkerState[], timeMs: number): Job[] {
  const time = new Date(timeMs);
  return workers.flatMap(({ name, crons }) =>
    crons.flatMap((cron) => {
      const parsed = parseCron(cron);
      return "matches" in parsed && parsed.matches(time) ? [{ worker: name, cron, timeMs }] : [];
    }),
  );
}

async function run(deployed: DeployedWorkers, log: Logger, job: Job): Promise<void> {
  const found = deployed.versionFor(job.worker, {});
  if (!found) return;
  const leave = found.runtime.enter();
  try {
    const succeeded = await found.runtime.runScheduled(found.version.id, job.cron, job.timeMs);
    log.info("edge.cron_ran", { ...job, succeeded });
  } catch (cause) {
    log.error("edge.cron_failed", { ...job, cause });
  } finally {
    leave();
  }
}
