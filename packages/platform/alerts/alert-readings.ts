import { service } from "../database/database.ts";
import { AppError } from "../errors/errors.ts";
import { type DatabaseReport, readDatabaseReport } from "../health/database-report.ts";
import { checkParts, type PartsHealth } from "../health/health-checks.ts";
import { countJobs } from "../jobs/jobs-operations.ts";
import { readGauges } from "../metrics/metrics-gauges.ts";
import { openMetricsStore } from "../metrics/metrics-store.ts";
import { within } from "../request/time-limit.ts";
import { isolate } from "../runtime/isolate.ts";
import type { ScheduledContext } from "../schedules/scheduled-context.ts";
import { countStuckEvents } from "../webhooks/webhook-sweep.ts";
import type { Readings } from "./alert-state.ts";
import type { PlatformProbe } from "./platform-alerts.ts";

/** Reads the number of an alert. If it throws, the number is unknown. */
export type AlertProbe = (context: ScheduledContext) => Promise<number>;

/** For all attempts at one reading, so that an outage does not use up the minute. */
const limitMs = 3_000;

/** Everything that alerts measure. What can't be read is undefined, with the reason in the log. */
export async function readAll(
  context: ScheduledContext,
  probes: Readonly<Record<string, AlertProbe>>,
): Promise<Readings> {
  const { bindings, services, log } = context;
  const reading = <T>(what: string, work: Promise<T>) => unlessAway(context, what, work);
  const read = Object.entries(probes).map(
    async ([name, probe]) => [name, await reading(`alert ${name}`, probe(context))] as const,
  );
  const [parts, counts, gauges, report, oldestJob, stuckEvents, ofModules] = await Promise.all([
    checkParts(bindings, log),
    reading("metrics", readCounts(context)),
    reading("gauges", readGauges(services.limiter, services.clock.now())),
    reading("database report", readDatabaseReport(services.database)),
    reading("jobs", oldestDueSeconds(context)),
    reading("webhook events", services.database.read(service, countStuckEvents)),
    Promise.all(read),
  ]);
  const unread = [
    ...[counts, gauges, report, oldestJob, stuckEvents],
    ...ofModules.map(([, number]) => number),
  ].filter((one) => one === undefined).length;
  const own = probesOf(parts, report, { oldestJob, stuckEvents, unread });
  return { counts, gauges, probes: { ...own, ...Object.fromEntries(ofModules) } };
}

function probesOf(
  parts: PartsHealth,
  report: DatabaseReport | undefined,
  counted: Readonly<Record<"oldestJob" | "stuckEvents" | "unread", number | undefined>>,
): Readonly<Record<PlatformProbe, number | undefined>> {
  const broken = (names: readonly (keyof PartsHealth)[]) =>
    names.filter((name) => parts[name] === "unhealthy").length;
  return {
    database: broken(["pooler", "postgres"]),
    redis: broken(["cache", "limiter"]),
    health:
      report &&
      report.tablesWithoutForcedRowLevelSecurity.length +
        report.invalidIndexes.length +
        broken(["errorTracking"]),
    unmeasured: counted.unread,
    connections: report?.connections.active,
    "jobs-late": counted.oldestJob,
    "webhooks-stuck": counted.stuckEvents,
  };
}

async function readCounts({ services }: ScheduledContext): Promise<ReadonlyMap<string, number>> {
  const store = openMetricsStore(services.limiter);
  await store.flush(isolate.metrics);
  return store.read();
}

async function oldestDueSeconds({ services }: ScheduledContext): Promise<number> {
  const kinds = await services.database.read(service, countJobs);
  return Math.max(0, ...kinds.map(({ oldestQueuedSeconds }) => oldestQueuedSeconds));
}

async function unlessAway<T>(
  { log }: ScheduledContext,
  what: string,
  work: Promise<T>,
): Promise<T | undefined> {
  const late = () => new AppError("UPSTREAM_TIMEOUT", `No answer within ${limitMs} ms.`);
  try {
    return await within(limitMs, work, late);
  } catch (error) {
    log.warn("alerts.unread", { what, error });
    return undefined;
  }
}
