import { z } from "zod";
import { mostListedBlocks, openBlocks } from "../abuse/address-blocks.ts";
import { type Sql, service } from "../database/database.ts";
import { deleteInBatches } from "../database/database-batches.ts";
import { readDatabaseReport } from "../health/database-report.ts";
import { openMetricsStore } from "../metrics/metrics-store.ts";
import { isolate } from "../runtime/isolate.ts";
import type { ScheduledContext } from "../schedules/scheduled-context.ts";
import {
  minutesSince,
  numbersSince,
  type RouteMinute,
  systemTotals,
  totalsByRoute,
} from "./performance-totals.ts";

const keptTotals = z.object({
  routes: z.record(z.string(), z.array(z.number())),
  system: z.record(z.string(), z.number()),
});
type Totals = z.output<typeof keptTotals>;
const noTotals: Totals = { routes: {}, system: {} };

const minuteMs = 60_000;
const keepDays = 7;

/**
 * Writes what the isolates counted since the last run to `request_metrics` and `system_metrics`,
 * and current blocks to `rate_limits`. To be run once a minute. The rows and the totals that they
 * cover are written in one transaction: nothing is counted twice, and what is missed is counted the
 * next time. No-op while `performance_monitoring` is off in `system_config`.
 */
export async function recordPerformance({ services, log }: ScheduledContext): Promise<void> {
  const { database, limiter, clock } = services;
  const store = openMetricsStore(limiter);
  await store.flush(isolate.metrics);
  const [counts, blocks, report] = await Promise.all([
    store.read(),
    openBlocks(limiter).list(),
    readDatabaseReport(database),
  ]);
  const now = clock.now();
  const at = new Date(now - (now % minuteMs)).toISOString();
  const totals = { routes: totalsByRoute(counts), system: systemTotals(counts) };
  const rows = await database.as(service, async (sql) => {
    const before = await takeTotals(sql);
    if (before === undefined) return undefined;
    const minutes = minutesSince(before.routes, totals.routes);
    await insertMinutes(sql, at, minutes);
    await insertNumbers(sql, at, {
      ...numbersSince(before.system, totals.system),
      connections_active: report.connections.active,
      connections_used: report.connections.used,
    });
    await upsertBlocks(sql, blocks.blocks, now);
    await sql`update internal.performance_totals set totals = ${JSON.stringify(totals)}::text::jsonb`;
    return minutes.length;
  });
  log.info("performance.recorded", { routes: rows ?? "off" });
}

/** Deletes data older than seven days. For the daily run. */
export function deleteOldPerformance({
  services,
}: Pick<ScheduledContext, "services">): Promise<number> {
  return deleteInBatches(
    services.database,
    (sql, rows) => sql`select cleanup_performance_data(${keepDays}, ${rows}) as deleted`,
  );
}

/** Locked until the transaction ends; undefined while the feature is switched off. */
async function takeTotals(sql: Sql): Promise<Totals | undefined> {
  const [off] = await sql`
    select 1 from system_config where feature = 'performance_monitoring' and not enabled`;
  if (off !== undefined) return undefined;
  await sql`
    insert into internal.performance_totals (totals)
    values (${JSON.stringify(noTotals)}::text::jsonb) on conflict do nothing`;
  const [row] = await sql`select totals from internal.performance_totals for update`;
  return keptTotals.safeParse(row?.totals).data ?? noTotals;
}

async function insertMinutes(sql: Sql, at: string, minutes: readonly RouteMinute[]): Promise<void> {
  await sql`
    insert into request_metrics as kept
      (recorded_at, method, route, requests, errors, limited, total_ms, buckets)
    select ${at}::text::timestamptz, m.method, m.route, m.requests, m.errors, m.limited, m.total_ms, m.buckets
    from jsonb_to_recordset(${JSON.stringify(minutes)}::text::jsonb) as m (method text, route text,
      requests integer, errors integer, limited integer, total_ms float8, buckets bigint[])
    on conflict (recorded_at, method, route) do update set
      requests = kept.requests + excluded.requests, errors = kept.errors + excluded.errors,
      limited = kept.limited + excluded.limited, total_ms = kept.total_ms + excluded.total_ms,
      buckets = array(
        select coalesce(a, 0) + coalesce(b, 0) from unnest(kept.buckets, excluded.buckets) as u (a, b))`;
}

async function insertNumbers(
  sql: Sql,
  at: string,
  numbers: Readonly<Record<string, number>>,
): Promise<void> {
  await sql`
    insert into system_metrics (recorded_at, name, value)
    select ${at}::text::timestamptz, n.key, n.value::float8
    from jsonb_each_text(${JSON.stringify(numbers)}::text::jsonb) as n
    on conflict (recorded_at, name) do update set value = excluded.value`;
}

async function upsertBlocks(
  sql: Sql,
  blocks: readonly { readonly subject: string; readonly remainingMs: number }[],
  now: number,
): Promise<void> {
  const rows = blocks.map(({ subject, remainingMs }) => ({
    subject,
    ends: new Date(now + remainingMs).toISOString(),
  }));
  const text = JSON.stringify(rows);
  await sql`
    insert into rate_limits as kept (subject, window_end)
    select b.subject, b.ends
    from jsonb_to_recordset(${text}::text::jsonb) as b (subject text, ends timestamptz)
    on conflict (subject) do update set window_end = excluded.window_end,
      window_start = case when kept.window_end < now() then now() else kept.window_start end`;
  // Lifted by an operator. A truncated list does not show that a subject is no longer blocked.
  if (rows.length < mostListedBlocks)
    await sql`
      update rate_limits set window_end = now()
      where window_end > now() and subject not in (
        select b.subject from jsonb_to_recordset(${text}::text::jsonb) as b (subject text))`;
}
