import { parseBindings } from "@seaworthy/platform/bindings/bindings";
import { AppError } from "@seaworthy/platform/errors/errors";
import { jobKindsOf } from "@seaworthy/platform/jobs/jobs-kinds";
import { sendWakeUp } from "@seaworthy/platform/jobs/jobs-queue";
import { reportNow } from "@seaworthy/platform/observability/error-reports";
import { openServices } from "@seaworthy/platform/request/services";
import { systemClock } from "@seaworthy/platform/runtime/clock";
import { tables } from "../module.ts";
import { expireSimilar } from "../semantic/subscriptions.ts";
import { enqueueEmbedding, lagOf, type Replication, replicate, trim, verify } from "./replicate.ts";
import { type Runtime, tableIdOf } from "./runtime.ts";
import type { Task } from "./schedule.ts";
import { metaOf, setMeta } from "./storage-migrations.ts";

/** For one alarm, across everything it awaits. */
const budgetMs = 60_000;
const firstRetryMs = 1_000;
const lastRetryMs = 5 * 60_000;
/** A copy that lags this far is reported. */
const lateMs = 5 * 60_000;

/** Runs the due tasks. Failed ones are retried with growing delays; their rows stay in the log. */
export async function runDue(runtime: Runtime): Promise<void> {
  const { schedule } = runtime;
  const due = schedule.takeDue(Date.now());
  if (due.includes("expire")) expireSimilar(runtime, Date.now());
  const others = due.filter((task) => task !== "expire");
  if (others.length > 0)
    await withReplication(runtime, (replication) => runAll(runtime, others, replication));
  await schedule.arm();
}

async function runAll(
  runtime: Runtime,
  due: readonly Task[],
  replication: Replication,
): Promise<void> {
  const { schedule, log, configuration, state } = runtime;
  const { sql } = state.storage;
  try {
    if (due.includes("replicate") || due.includes("verify")) await replicate(replication);
    if (due.includes("verify")) {
      const repaired = await verify(replication);
      if (repaired === undefined)
        schedule.plan("verify", Date.now() + configuration.replication.verifySeconds * 1000);
    }
    if (due.includes("embed")) await enqueueEmbedding(replication);
    if (due.includes("maintain")) trim(sql, runtime.columns, Date.now());
    setMeta(sql, "failures", "0");
  } catch (error) {
    const failures = Number(metaOf(sql, "failures") ?? "0") + 1;
    setMeta(sql, "failures", String(failures));
    log.error("table.copy_failed", { failures, error });
    for (const task of due) schedule.plan(task, Date.now() + retryAfter(failures));
  }
  const lag = lagOf(sql, Date.now());
  log.metric("table.copy_lag_ms", lag.ms, { changes: lag.changes });
  if (lag.ms > lateMs) log.error("table.copy_late", lag);
  runtime.load.copyLagMs(tableIdOf(sql), lag.ms);
}

/** Full jitter, so that tables that failed together do not retry together. */
function retryAfter(failures: number): number {
  const most = Math.min(lastRetryMs, firstRetryMs * 2 ** (failures - 1));
  return firstRetryMs / 2 + Math.random() * most;
}

async function withReplication(
  { state, env, log, columns }: Runtime,
  work: (replication: Replication) => Promise<void>,
): Promise<void> {
  const { bindings } = parseBindings(env, [tables]);
  if (bindings === undefined)
    throw new AppError("NOT_CONFIGURED", "A table's copy needs the Worker's bindings.");
  const { services, close } = openServices({
    bindings,
    waitUntil: (promise) => state.waitUntil(promise),
    log,
    reportError: reportNow,
    clock: systemClock,
    budgetMs,
    jobKinds: jobKindsOf([tables]),
  });
  const { sql } = state.storage;
  try {
    await work({
      sql,
      columns,
      tableId: tableIdOf(sql),
      database: services.database,
      jobs: services.jobs,
      log,
    });
    const woken = services.jobs.takeWoken();
    if (woken.length > 0) await sendWakeUp({ bindings, log }, woken);
  } finally {
    await close();
  }
}
